# coroutine/python_uvloop: the file of coroutine/python under uvloop's event loop, which is libuv's, instead of asyncio's own.
# Needs: /usr/bin/python3 (python3), /usr/lib/python3/dist-packages/uvloop (python3-uvloop)
# Workloads: echo, http, store
# Traits: .track = Track::tuned, .threads = "one loop, whatever is asked: the interpreter's lock lets one thread run at a time"
# Traits: .synchronisation = "none: one loop"

import runpy
from pathlib import Path

import uvloop

uvloop.install()
runpy.run_path(str(Path(__file__).parent.parent / "python/stream.py"), run_name="__main__")
