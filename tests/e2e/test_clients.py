"""JSON-RPC client libraries that know nothing of this server."""

import ssl
import unittest

from client import account_details, user_details
from support import CACERT, RPC, URL, Reseller, TestCase

try:
    import jsonrpclib  # Debian: python3-jsonrpclib-pelix
except ImportError:
    jsonrpclib = None


@unittest.skipUnless(jsonrpclib, "jsonrpclib is not installed")
class Jsonrpclib(TestCase):

    def server(self, version):
        server = jsonrpclib.ServerProxy(
            URL + RPC, version=version,
            context=ssl.create_default_context(cafile=CACERT))
        self.addCleanup(server("close"))
        return server

    def test_adds_an_account_in_each_dialect(self):
        key = Reseller().key
        for version in (1.0, 2.0):
            with self.subTest(version):
                result = self.server(version).addAccount(
                    key, account_details(), user_details())
                self.assertEqual(set(result), {"account_id", "user_id"})

    def test_is_told_of_an_error_in_each_dialect(self):
        for version in (1.0, 2.0):
            with self.subTest(version), self.assertRaises(
                    jsonrpclib.ProtocolError) as raised:
                self.server(version).getTimezoneList("no-such-key-123")
            self.assertIn("300", str(raised.exception))

    def test_reads_a_batch(self):
        key = Reseller().key
        batch = jsonrpclib.MultiCall(self.server(2.0))
        for _ in range(3):
            batch.addAccount(key, account_details(), user_details())

        results = list(batch())

        self.assertEqual(len({result["user_id"] for result in results}), 3)
