import { Token, TokenKind } from "liquidjs";

/** Text between tags and outputs; what a dash cuts off is outside `begin` and `end`. */
export class TextToken extends Token {
  readonly trimLeft = 0;
  readonly trimRight = 0;

  constructor(input: string, begin: number, end: number) {
    super(TokenKind.HTML, input, begin, end);
  }

  getContent(): string {
    return this.getText();
  }
}

/** The body of a tag whose contents are not Liquid, or not yet. */
export class RawBodyToken extends TextToken {}

/** `{{ … }}`; `contentRange` leaves out braces, dashes and outer blanks. */
export class PageOutputToken extends Token {
  readonly trimLeft: boolean;
  readonly trimRight: boolean;
  readonly contentRange: [number, number];

  constructor(input: string, begin: number, end: number) {
    super(TokenKind.Output, input, begin, end);
    this.trimLeft = input[begin + 2] === "-" && end - begin > 5;
    this.trimRight = input[end - 3] === "-" && end - begin > 5;
    this.contentRange = [begin + (this.trimLeft ? 3 : 2), end - (this.trimRight ? 3 : 2)];
  }

  get content(): string {
    return this.input.slice(...this.contentRange);
  }
}
