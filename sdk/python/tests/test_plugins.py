"""What an author relies on."""

import logging
import sys
import types
import unittest
from pathlib import Path

from plugwright_plugin import Fault, PluginError, config, http, keyvalue, registration, secrets
from plugwright_plugin.bindings.exports import auth as wit
from plugwright_plugin.bindings.imports import plugwright_plugin_types as shared
from plugwright_plugin.bindings.values import Err
from plugwright_plugin.data_source import Cell, from_wit, to_wit
from plugwright_plugin.errors import answering
from plugwright_plugin.log import HostHandler
from plugwright_plugin.testing import Host

sys.path.insert(0, str(Path(__file__).parent.parent / "examples"))
CONTEXT = shared.PluginContext("GET", "/", [("X-A", "1")], None)


class TheExample(unittest.TestCase):
    def setUp(self) -> None:
        self.entry = types.ModuleType(registration.ENTRY)
        sys.modules[registration.ENTRY] = self.entry
        self.addCleanup(sys.modules.pop, registration.ENTRY)
        sys.modules.pop("token_auth", None)
        import token_auth  # noqa: F401

    def test_is_found_by_the_name_that_componentize_py_looks_for(self) -> None:
        plugin = self.entry.PlugwrightAuthAuth010()
        with Host(config={"tokens": '{"t0": "ada"}'}):
            verdict = plugin.authenticate(CONTEXT, wit.AuthCredentials("bearer", b"t0"))
            refused = plugin.authenticate(CONTEXT, wit.AuthCredentials("bearer", b"\xff"))
        self.assertEqual(
            verdict,
            wit.AuthResult(True, "ada", [("method", "GET"), ("roles", '["reader"]')]),
        )
        self.assertFalse(refused.authenticated)

    def test_says_whose_fault_a_broken_configuration_is(self) -> None:
        plugin = self.entry.PlugwrightAuthAuth010()
        with Host(config={"tokens": "{"}), self.assertRaises(Err) as raised:
            plugin.authenticate(CONTEXT, wit.AuthCredentials("bearer", b"t0"))
        self.assertEqual(raised.exception.value.fault, Fault.CONFIG)
        self.assertEqual(raised.exception.value.code, "config-invalid")

    def test_says_what_it_needs(self) -> None:
        needs = self.entry.PlugwrightAuthAuth010().get_capabilities()
        self.assertEqual(needs.resources.timeout_ms, 50)
        self.assertFalse(needs.filesystem.allow_read)


class TheHost(unittest.TestCase):
    def test_is_not_there_outside_of_a_component(self) -> None:
        with self.assertRaises(NotImplementedError):
            config.get("a")

    def test_takes_the_records_of_logging(self) -> None:
        logger = logging.getLogger("shop")
        logger.addHandler(HostHandler())
        with Host() as host:
            logger.warning("%d left", 2)
        self.assertEqual([(it[0].name, *it[1:]) for it in host.logs], [("WARN", "shop", "2 left")])

    def test_denies_a_secret_that_was_not_granted(self) -> None:
        with Host(secrets={"key": "{{key}}"}):
            self.assertEqual(secrets.placeholder("key"), "{{key}}")
            with self.assertRaises(PluginError) as raised:
                secrets.placeholder("other")
        self.assertEqual(raised.exception.code, "secret-denied")

    def test_asks_the_operator_for_what_is_not_configured(self) -> None:
        with Host(), self.assertRaises(PluginError) as raised:
            config.require("region")
        self.assertEqual(raised.exception.fault, Fault.CONFIG)


class Buckets(unittest.TestCase):
    def test_keep_what_is_written_and_count(self) -> None:
        content: dict[str, bytes] = {"a": b"1", "b": b"x", "c": b"\xff"}
        with Host(buckets={"visits": content}), keyvalue.open("visits") as bucket:
            self.assertEqual(list(bucket.keys()), ["a", "b", "c"])
            self.assertEqual(bucket.increment("a"), 2)
            bucket.set("b", "ä")
            self.assertEqual(bucket.get_text("b"), "ä")
            bucket.delete("b")
            self.assertNotIn("b", bucket)
            for unusable in (lambda: bucket.increment("c"), lambda: bucket.get_text("c")):
                with self.assertRaises(PluginError) as raised:
                    unusable()
                self.assertEqual(raised.exception.code, "bucket-failed")
        self.assertEqual(content["a"], b"2")

    def test_that_are_not_granted_are_the_policy_s(self) -> None:
        with Host(), self.assertRaises(PluginError) as raised:
            keyvalue.open("visits")
        self.assertEqual(raised.exception.fault, Fault.POLICY)


class Requests(unittest.TestCase):
    def test_are_answered_by_the_test(self) -> None:
        def answer(method: str, url: str, body: bytes) -> http.Response:
            self.assertEqual((method, url, body), ("POST", "https://a.example/b?c", b"\xc3\xa4"))
            return http.Response(418, [("X-Pot", "tea")], b'{"n": 1}')

        with Host(answer=answer):
            response = http.post("HTTPS://a.example/b?c#d", "ä")
            self.assertEqual((response.header("x-pot"), response.json()), ("tea", {"n": 1}))
            with self.assertRaises(PluginError) as raised:
                response.success()
            self.assertEqual(raised.exception.code, "http-status")
            with self.assertRaises(PluginError) as raised:
                http.post("https://a.example/b?c", "ä", max_body=4)
            self.assertEqual(raised.exception.code, "http-too-large")

    def test_to_what_is_no_http_url_are_refused(self) -> None:
        refused = ["", "a.example", "ftp://a", "https://", "https:///x", "https://u:p@a.example/"]
        for url in refused:
            with self.subTest(url), Host(), self.assertRaises(PluginError) as raised:
                http.get(url)
            self.assertEqual(raised.exception.code, "http-invalid")


class Errors(unittest.TestCase):
    def test_that_nobody_foresaw_do_not_tell_their_message(self) -> None:
        def fail() -> None:
            raise KeyError("secret")

        with self.assertRaises(Err) as raised:
            answering(fail)
        self.assertNotIn("secret", raised.exception.value.message)


class Cells(unittest.TestCase):
    def test_keep_their_values(self) -> None:
        values: list[Cell] = [None, True, -(2**63), 2**63 - 1, 1.5, "ä", b"\x00"]
        self.assertEqual([from_wit(to_wit(value)) for value in values], values)
        self.assertIsInstance(from_wit(to_wit(True)), bool)

    def test_turn_large_integers_into_numbers(self) -> None:
        self.assertEqual(from_wit(to_wit(2**64)), float(2**64))


if __name__ == "__main__":
    unittest.main()
