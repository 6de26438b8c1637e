"""Passes requests on to a server and appends each to requests.jsonl: record.py SERVER PORT CLIENT."""
import http.client
import http.server
import json
import sys

server, port, client = sys.argv[1], int(sys.argv[2]), sys.argv[3]
KEPT = ("content-type", "accept", "accept-encoding", "user-agent")


class Proxy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection(server)
        connection.request(self.command, self.path, body or None, {"Host": server, **{
            name: value for name, value in self.headers.items() if name.lower() in KEPT}})
        reply = connection.getresponse()
        content = reply.read()
        with open("requests.jsonl", "a") as file:
            file.write(json.dumps({"client": client, "method": self.command, "path": self.path, "headers": {
                name.lower(): value for name, value in self.headers.items() if name.lower() in KEPT},
                "body": body.decode(), "status": reply.status}) + "\n")
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.getheader("Content-Type"))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *ignored):
        pass


http.server.HTTPServer(("localhost", port), Proxy).serve_forever()
