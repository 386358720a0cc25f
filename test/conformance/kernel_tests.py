"""Jupyter's own conformance tests, with every optional part.

Usage: python kernel_tests.py KERNEL
"""

import sys
import unittest

import jupyter_kernel_test

KERNEL = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else "taipan"


class TaipanTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"

    completion_samples = [
        {"text": "structuredCl", "matches": {"structuredClone"}},
        {"text": "Math.hyp", "matches": {"hypot"}},
        {"text": "%%sten", "matches": {"%%stencil"}},
        {"text": "const grüße = '😀'.toUpper", "matches": {"toUpperCase"}},
    ]
    complete_code_samples = [
        "1 + 1",
        "const a: number = 1;",
        "function f(x: number): number {\n  return x;\n}",
        "class A<T> { constructor(readonly x: T) {} }",
        "await Promise.resolve(1)",
        "`a\nb`",
        "// a comment",
        "",
        "%%stencil\nfunction f(u: Grid, out: Grid) {}",
        "Math.hypot?",
    ]
    incomplete_code_samples = [
        "function f(x: number) {",
        "const a = [1, 2,",
        "if (a) {\n  b();",
        "`a",
        "/* a comment",
        "a +",
        "foo(1,",
        "const f = async (x) =>",
        "interface A {",
    ]
    invalid_code_samples = ["1 +* 2", "a b", "}", "const const", "'abc", "foo)"]

    code_page_something = "Math.hypot?"
    code_generate_error = "throw new TypeError('a mistake')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "'a'.repeat(3)", "result": "'aaa'"},
        {"code": "const x: number[] = [1, 2]; x", "result": "[ 1, 2 ]"},
        {"code": "({ a: 1 })", "result": "{ a: 1 }"},
    ]
    code_display_data = [
        {"code": "display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>x</b>' }) })", "mime": "text/html"},
        {"code": "display({ 'image/svg+xml': '<svg/>' }, { raw: true })", "mime": "image/svg+xml"},
        {"code": "display(1)", "mime": "text/plain"},
    ]
    code_history_pattern = "6 [*] ?"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.hypot"
    code_clear_output = "clearOutput()"

    def test_nothing_is_left_out(self):
        optional = {name: value for name, value in vars(jupyter_kernel_test.KernelTests).items() if not callable(value)}
        unset = [name for name, value in optional.items() if not name.startswith("_") and not getattr(self, name) and not value]
        self.assertEqual(unset, [])


class WelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
