"""What tests of the operator's command share."""

from support import Reseller, TestCase, run_provisor


class CommandCase(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()

    def refused(self, *arguments, status=1, stdin=""):
        """What the command says on standard error."""
        done = run_provisor(*arguments, stdin=stdin)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr
