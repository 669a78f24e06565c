/** Why a request is not answered, as RFC 9457 "Problem Details for HTTP APIs" has it. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";

  /**
   * @param detail a sentence for a person
   * @param more members beside those of the standard
   */
  constructor(
    readonly status: number,
    detail: string,
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }

  /** The answer itself. */
  response(): Response {
    const { status, message: detail, more } = this;
    const title = TITLES[status] ?? "Error";
    const body = JSON.stringify({ type: "about:blank", title, status, detail, ...more });
    const headers: Record<string, string> = { "content-type": "application/problem+json" };
    // Browsers ask a person then; any name will do.
    if (status === 401) headers["www-authenticate"] = 'Basic realm="Proofsheet", charset="UTF-8"';
    if (status === 503) headers["retry-after"] = "1";
    return new Response(`${body}\n`, { status, headers });
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  500: "Internal Server Error",
  503: "Service Unavailable",
};
