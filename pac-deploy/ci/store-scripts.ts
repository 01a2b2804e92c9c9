/**
 * What was deployed last is remembered outside of the repository, and a pipeline's machine forgets everything: so the folder goes into an artifact, encrypted, since it
 * holds the site's settings and whoever may read the repository may read its artifacts. Nobody without the passphrase can make one that the next run takes.
 */
export const packStore = `umask 077
mkdir -p "$PORTAL_KIT_STORE"
tar --create --exclude=lock.json --directory "$PORTAL_KIT_STORE" . |
  gpg --batch --quiet --yes --pinentry-mode loopback --passphrase-fd 3 --symmetric --cipher-algo AES256 \\
    --output "$STORE_FILE" 3< <(printf '%s' "$STORE_PASSPHRASE")`;

export const unpackStore = `gpg --batch --quiet --pinentry-mode loopback --passphrase-fd 3 --decrypt "$STORE_FILE" 3< <(printf '%s' "$STORE_PASSPHRASE") |
  tar --extract --preserve-permissions --directory "$PORTAL_KIT_STORE"`;

/** Without a passphrase the next run could not read what this one remembers. Azure Pipelines leaves the macro of a variable that is not there as it is. */
export const assertPassphrase = `case "$STORE_PASSPHRASE" in
  '' | '$('*)
    echo "The secret PORTAL_KIT_STORE_PASSPHRASE is not set: without it no run knows what the last one deployed." >&2
    exit 2
    ;;
esac`;

export const nothingRemembered = `echo "No deployment is remembered: this one is the first, and every difference that somebody else may have made is a conflict."`;
