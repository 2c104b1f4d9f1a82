"""An HTTPS client as a reseller's program would have one."""

import http.client
import json
import ssl
import urllib.parse
from dataclasses import dataclass

from support import CACERT, FORM, RPC, URL, unique, unique_email


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def json(self):
        return json.loads(self.text)


class Client:
    """One connection, kept open; not for several threads."""

    def __init__(self, key="", url=URL, timeout=60, cacert=CACERT):
        parts = urllib.parse.urlsplit(url)
        self.key = key
        self.context = ssl.create_default_context(cafile=cacert or None)
        self.connection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=timeout, context=self.context)

    def send(self, method, path, body=None, headers=None):
        """Any request; a lost connection is the caller's to see."""
        try:
            self.connection.request(method, path, body, headers or {})
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except BaseException:
            self.connection.close()
            raise
        return Answer(answer.status, answer.headers, text)

    def close(self):
        self.connection.close()

    # The form API.

    def sign_up(self, headers=None, **parameters):
        """master_account by GET; a parameter that is None is not sent."""
        return self.send("GET", FORM + "?" + self.query(parameters),
                         headers=headers)

    def post_form(self, parameters, query=None, headers=None):
        return self.send(
            "POST", FORM + ("?" + query if query else ""),
            urllib.parse.urlencode(parameters),
            {"Content-Type": "application/x-www-form-urlencoded",
             **(headers or {})})

    def query(self, parameters):
        all_of_them = {"key": self.key, "email": unique_email(),
                       "account_name": unique("Company"), **parameters}
        return urllib.parse.urlencode(
            {name: text for name, text in all_of_them.items()
             if text is not None})

    # JSON-RPC.

    def post_json(self, body, headers=None, path=RPC):
        if not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        return self.send("POST", path, body, {
            "Content-Type": "application/json", **(headers or {})})

    def call(self, method, *arguments, headers=None, id=1):
        """A call in the older dialect; the key is put first."""
        return self.post_json(
            {"id": id, "method": method, "params": [self.key, *arguments]},
            headers)

    def add_account(self, account=None, user=None, headers=None):
        return self.call("addAccount", account_details(**(account or {})),
                         user_details(**(user or {})), headers=headers)


def account_details(**changes):
    return _changed({"company_name": unique("Company"),
                     "billing_email": "billing@example.com"}, changes)


def user_details(**changes):
    return _changed({"username": unique("user"),
                     "password": "correct horse battery staple",
                     "first_name": "John", "last_name": "Doe",
                     "email": unique_email(), "phone": "(07) 3257 3906"},
                    changes)


def _changed(details, changes):
    return {name: thing for name, thing in {**details, **changes}.items()
            if thing is not ...}


def multipart(parameters, boundary="----provisor-test"):
    """A multipart/form-data body and its content type."""
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
             f"\r\n\r\n{text}\r\n" for name, text in parameters.items()]
    body = "".join(parts) + f"--{boundary}--\r\n"
    return body.encode(), f"multipart/form-data; boundary={boundary}"
