"""What jupyter_client, nbclient and the console see of the kernel: encryption, signals, folders, notebooks.

Usage: python client_tests.py KERNEL
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from contextlib import contextmanager

import nbformat
from jupyter_client import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

KERNEL = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else "taipan"


@contextmanager
def kernel(cwd=None, **options):
    manager = KernelManager(kernel_name=KERNEL, **options)
    manager.start_kernel(**({"cwd": cwd} if cwd else {}))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


def run(client, code, **options):
    """Reply content and outputs of a cell."""
    outputs = []
    reply = client.execute_interactive(code, timeout=60, output_hook=outputs.append, **options)
    keep = [m for m in outputs if m["msg_type"] not in ("status", "execute_input")]
    return reply["content"], keep


def reply_to(get, request):
    """The reply to one request: late ones to wait_for_ready's requests for information may come before it."""
    while True:
        message = get(timeout=20)
        if message["parent_header"].get("msg_id") == request:
            return message


def text(outputs, name="stdout"):
    return "".join(m["content"]["text"] for m in outputs if m["msg_type"] == "stream" and m["content"]["name"] == name)


class ClientTests(unittest.TestCase):
    def test_folder_with_spaces_and_unicode(self):
        with tempfile.TemporaryDirectory() as base:
            folder = os.path.join(base, "a földer 数")
            os.mkdir(folder)
            with open(os.path.join(folder, "helper.ts"), "w") as file:
                file.write("export const twice = (x: number): number => 2 * x;\n")
            with kernel(cwd=folder) as (_, client):
                reply, outputs = run(client, "import { twice } from './helper.ts';\nconsole.log(process.cwd()); twice(21)")
                self.assertEqual(reply["status"], "ok", reply)
                self.assertEqual(text(outputs), folder + "\n")
                self.assertEqual(outputs[-1]["content"]["data"]["text/plain"], "42")

    def test_encryption(self):
        with kernel(transport_encryption="required") as (manager, client):
            self.assertIsNotNone(manager.curve_publickey)
            reply, outputs = run(client, "1 + 1")
            self.assertEqual(reply["status"], "ok")
            self.assertEqual(outputs[0]["content"]["data"]["text/plain"], "2")
            self.assertTrue(client.hb_channel.is_beating())

    def test_interrupt_by_message_and_by_signal(self):
        with kernel() as (manager, client):
            run(client, "let kept = 41")
            for interrupt in (
                manager.interrupt_kernel,
                lambda: os.kill(manager.provisioner.process.pid, signal.SIGINT),
            ):
                request = client.execute("kept += 1; console.log('started'); while (true) {}")
                while reply_to(client.get_iopub_msg, request)["msg_type"] != "stream":
                    pass
                interrupt()
                reply = reply_to(client.get_shell_msg, request)
                self.assertEqual(reply["content"]["status"], "error")
            reply, outputs = run(client, "kept")
            self.assertEqual(outputs[0]["content"]["data"]["text/plain"], "43")

    def test_restart(self):
        with kernel() as (manager, client):
            first = manager.provisioner.process.pid
            run(client, "let gone = 1")
            manager.restart_kernel()
            client.wait_for_ready(timeout=60)
            self.assertNotEqual(manager.provisioner.process.pid, first)
            self.assertFalse(os.path.exists(f"/proc/{first}"))
            reply, outputs = run(client, "typeof gone")
            self.assertEqual(outputs[0]["content"]["data"]["text/plain"], "'undefined'")

    def test_heartbeat_and_information_while_a_cell_computes(self):
        with kernel() as (manager, client):
            request = client.execute("console.log('started'); while (true) {}")
            while reply_to(client.get_iopub_msg, request)["msg_type"] != "stream":
                pass
            self.assertTrue(client.hb_channel.is_beating())
            start = time.perf_counter()
            asked = client.session.msg("kernel_info_request")
            client.control_channel.send(asked)
            reply = reply_to(client.get_control_msg, asked["header"]["msg_id"])
            self.assertEqual(reply["msg_type"], "kernel_info_reply")
            self.assertLess(time.perf_counter() - start, 5)
            manager.interrupt_kernel()
            self.assertEqual(reply_to(client.get_shell_msg, request)["content"]["status"], "error")

    def test_stdin(self):
        with kernel() as (_, client):
            code = "const name = await prompt('Name? '); const word = await password(); [name, word, await confirm('Sure?')]"
            request = client.execute(code, allow_stdin=True)
            asked = client.get_stdin_msg(timeout=20)
            self.assertEqual(asked["content"], {"prompt": "Name? ", "password": False})
            client.input("Ada")
            asked = client.get_stdin_msg(timeout=20)
            self.assertTrue(asked["content"]["password"])
            client.input("secret")
            self.assertEqual(client.get_stdin_msg(timeout=20)["content"], {"prompt": "Sure? [y/n] ", "password": False})
            client.input("y")
            self.assertEqual(reply_to(client.get_shell_msg, request)["content"]["status"], "ok")
            while True:
                message = reply_to(client.get_iopub_msg, request)
                if message["msg_type"] == "execute_result":
                    break
            self.assertEqual(message["content"]["data"]["text/plain"], "[ 'Ada', 'secret', true ]")
            reply, _ = run(client, "await prompt('?')", allow_stdin=False)
            self.assertEqual(reply["status"], "error")

    def test_user_expressions(self):
        with kernel() as (_, client):
            reply, _ = run(client, "const a = 2", user_expressions={"good": "a * 3", "bad": "nothing.at.all"})
            self.assertEqual(reply["user_expressions"]["good"]["data"]["text/plain"], "6")
            self.assertEqual(reply["user_expressions"]["bad"]["status"], "error")

    def test_comms_without_a_target(self):
        with kernel() as (_, client):
            message = client.session.msg("comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
            client.shell_channel.send(message)
            kinds = []
            while kinds[-1:] != ["idle"]:
                got = client.get_iopub_msg(timeout=20)
                if got["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                    kinds.append(got["content"].get("execution_state", got["msg_type"]))
            self.assertEqual(kinds, ["busy", "comm_close", "idle"])
            request = client.comm_info()
            self.assertEqual(reply_to(client.get_shell_msg, request)["content"]["comms"], {})

    def test_comm_with_bytes(self):
        with kernel() as (_, client):
            run(client, """comms.registerTarget("sum", (comm) => void comm.onMessage(({ buffers }) =>
                comm.send({ sum: buffers[0].reduce((a, b) => a + b, 0) }, { buffers: [buffers[0].reverse()] })));""")
            client.shell_channel.send(client.session.msg("comm_open", {"comm_id": "c2", "target_name": "sum", "data": {}}))
            message = client.session.msg("comm_msg", {"comm_id": "c2", "data": {}})
            client.session.send(client.shell_channel.socket, message, buffers=[bytes([1, 2, 3])])
            while True:
                got = client.get_iopub_msg(timeout=20)
                if got["msg_type"] == "comm_msg":
                    break
            self.assertEqual(got["parent_header"]["msg_id"], message["header"]["msg_id"])
            self.assertEqual(got["content"], {"comm_id": "c2", "data": {"sum": 6}})
            self.assertEqual([bytes(buffer) for buffer in got["buffers"]], [bytes([3, 2, 1])])

    def test_nbclient_keeps_the_state_of_widgets(self):
        codes = ["const k = slider({ max: 9, label: 'n' }); k", "k.value = 4;", "widget({ render: '', state: { raw: new Uint8Array([1, 2]) } })"]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in codes])
        NotebookClient(notebook, kernel_name=KERNEL, timeout=60).execute()
        view = notebook.cells[0].outputs[0].data["application/vnd.jupyter.widget-view+json"]
        models = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
        self.assertEqual(models[view["model_id"]]["model_module"], "anywidget")
        self.assertEqual(models[view["model_id"]]["state"]["value"], 4)
        raw = [model["buffers"] for model in models.values() if model.get("buffers")]
        self.assertEqual([(b["path"], b["data"]) for b in raw[0]], [(["raw"], "AQI=")])

    def test_nbclient(self):
        notebook = nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_code_cell("const a: number = 20;"),
                nbformat.v4.new_code_cell("console.log('printed'); a + 1"),
                nbformat.v4.new_code_cell("throw new Error('here')", metadata={"tags": ["raises-exception"]}),
                nbformat.v4.new_code_cell("const d = display('first'); d.update('second');"),
            ]
        )
        NotebookClient(notebook, kernel_name=KERNEL, timeout=60).execute()
        nbformat.validate(notebook)
        outputs = [cell.outputs for cell in notebook.cells]
        self.assertEqual([o.output_type for o in outputs[1]], ["stream", "execute_result"])
        self.assertEqual(outputs[1][1].data["text/plain"], "21")
        self.assertEqual(outputs[2][0].output_type, "error")
        self.assertEqual(len(outputs[3]), 1)
        self.assertIn("second", outputs[3][0].data["text/plain"])
        self.assertEqual(notebook.metadata.language_info.name, "typescript")

    def test_nbclient_stops_at_an_error(self):
        codes = ["1", "throw new Error('no further')", "console.log('never')"]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in codes])
        with self.assertRaisesRegex(CellExecutionError, "no further"):
            NotebookClient(notebook, kernel_name=KERNEL, timeout=60).execute()
        self.assertEqual(notebook.cells[2].outputs, [])

    def test_console(self):
        command = [sys.executable, "-m", "jupyter_console", "--simple-prompt", "--kernel", KERNEL]
        done = subprocess.run(
            command, input="const a = 6\na * 7\nexit\n", capture_output=True, text=True, timeout=120
        )
        self.assertIn("42", done.stdout, done.stderr)

    def test_no_process_outlives_its_kernel(self):
        with kernel() as (manager, client):
            _, outputs = run(client, "process.pid")
            session = int(outputs[0]["content"]["data"]["text/plain"])
            front = manager.provisioner.process.pid
        for pid in (session, front):
            self.assertFalse(os.path.exists(f"/proc/{pid}"), pid)


if __name__ == "__main__":
    unittest.main(verbosity=2)
