/**
 * Whether only the own machine is reached under a name or number, an IPv6 one with its brackets or
 * without (RFC 6890 §2.2.2: all of 127.0.0.0/8; RFC 6761 §6.3: `localhost`).
 */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(host);
}
