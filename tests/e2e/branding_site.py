"""A branding, and the reseller's own site that its logo comes from."""

import http.server
import ssl
import threading

from support import VAR, unique

LOGO = (b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">'
        b'<circle cx="20" cy="20" r="18" fill="#ffd24d"/>'
        b'<rect x="50" y="10" width="140" height="20" fill="#ffd24d"/></svg>')


class BrandingSite:

    def __init__(self):
        self.referrers = []  # who the visitors say has sent them
        self._server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), self._handler())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(VAR / "tls" / "certificate.pem",
                                VAR / "tls" / "key.pem")
        self._server.socket = context.wrap_socket(self._server.socket,
                                                  server_side=True)
        threading.Thread(target=self._server.serve_forever,
                         daemon=True).start()
        self.logo = f"https://localhost:{self._server.server_port}/logo.svg"
        self.branding = self._write_branding()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _handler(self):
        referrers = self.referrers

        class Handler(http.server.BaseHTTPRequestHandler):

            def do_GET(self):
                referrers.append(self.headers["Referer"])
                self.send_response(200)
                self.send_header("Content-Type", "image/svg+xml")
                self.send_header("Cache-Control", "no-store")
                self.send_header("Content-Length", str(len(LOGO)))
                self.end_headers()
                self.wfile.write(LOGO)

            def log_message(self, *_):
                pass

        return Handler

    def _write_branding(self):
        directory = VAR / "brandings" / unique("brand")
        directory.mkdir(parents=True)
        (directory / "branding.toml").write_text(
            'product_name = "Wobbly & Fruits"\ncolour = "#ffd24d"\n'
            f'logo = "{self.logo}"\n')
        return directory.name
