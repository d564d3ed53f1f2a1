# coroutine/python_uvloop: the file of coroutine/python under uvloop's event loop, which is libuv's, instead of asyncio's own.
# Needs: /usr/bin/python3 (python3), /usr/lib/python3/dist-packages/uvloop (python3-uvloop)
# Workloads: blend, gateway
# Traits: .track = Track::tuned, .threads = "one loop, whatever is asked: the interpreter's lock lets one thread run at a time; if it off-loads, as many threads that compute"

import runpy
from pathlib import Path

import uvloop

uvloop.install()
runpy.run_path(str(Path(__file__).parent.parent / "python/exchange.py"), run_name="__main__")
