/** One more than a page and a count hold. */
export const manyLeads = Array.from({ length: 5001 }, (_, index) => ({
  leadid: `1ead0000-0000-4000-8000-${String(index + 1000).padStart(12, "0")}`,
  subject: `Lead ${index}`,
}));
