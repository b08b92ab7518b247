/** A template that cannot be parsed or rendered, and where. */
export class TemplateError extends Error {
  /**
   * @param {string} message
   * @param {{ line: number, column: number }} at
   */
  constructor(message, at) {
    super(`line ${at.line}, column ${at.column}: ${message}`);
    this.name = "TemplateError";
  }
}
