"""Runs cells in a fresh kernel through jupyter_client.

Usage: python cells.py KERNEL < JSON list of cells
Prints a JSON object: `info` is kernel_info's reply, `cells` has for each cell its reply and its outputs.
"""

import json
import sys

from jupyter_client.manager import KernelManager


def run(kernel, cells):
    manager = KernelManager(kernel_name=kernel)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        info = client.kernel_info(reply=True, timeout=10)["content"]
        results = []
        for code in cells:
            outputs = []
            reply = client.execute_interactive(
                code, timeout=90, output_hook=lambda m: outputs.append({"type": m["msg_type"], **m["content"]})
            )
            results.append({"reply": reply["content"], "outputs": outputs})
        return {"info": info, "cells": results}
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=False)


json.dump(run(sys.argv[1], json.load(sys.stdin)), sys.stdout, default=str)
