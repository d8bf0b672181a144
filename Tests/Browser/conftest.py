"""A real desk for each test module: the five companies, a standing clock, a real browser."""

import json
import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("VENTANILLA", str(ROOT / ".build/release/ventanilla"))
POLICIES = sorted(str(path) for path in (ROOT / "Policies").glob("*.yaml"))
PASSWORD = "una-clave-larga-2026"


def pytest_sessionfinish(session):
    """What was left out is told: bin/test says it with its last words, and where nothing may be left out (CI=true) it is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    reasons = sorted({report.longrepr[2].removeprefix("Skipped: ") for report in reporter.stats.get("skipped", [])})
    if place := os.environ.get("VENTANILLA_TEST_SKIPPED"):
        Path(place).write_text("".join(reason + "\n" for reason in reasons))
    if reasons and os.environ.get("CI") == "true" and session.exitstatus == 0:
        print("\nCI=true: nada se omite / nothing is skipped: " + "; ".join(reasons))
        session.exitstatus = 1


class Answer:
    """What the desk answered: its status, and its JSON as a value."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class Desk:
    """A running desk, its command line and its API."""

    def __init__(self, folder, clock="2026-03-12T17:00:00-06:00", database=None):
        self.folder, self.clock = Path(folder), clock
        self.database = database or f"sqlite:{self.folder}/desk.sqlite"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.tokens = {}

    def command(self, *words, stdin=None, check=True):
        place = ["--database", self.database, "--blobs", f"{self.folder}/blobs"]
        done = subprocess.run([PROGRAM, *words, *place], input=stdin, capture_output=True, timeout=120)
        if check and done.returncode != 0:
            raise AssertionError(f"{words}: {done.returncode}\n{done.stderr.decode()}")
        return done

    def start(self, *more):
        words = [PROGRAM, "serve", "--port", str(self.port), "--database", self.database, "--blobs", f"{self.folder}/blobs"]
        if self.clock:
            words += ["--clock", self.clock]
        words += more
        self.log = open(self.folder / "serve.log", "ab")
        self.process = subprocess.Popen(words, stdout=self.log, stderr=self.log)
        for _ in range(200):
            try:
                return urllib.request.urlopen(self.url + "/health", timeout=2) and self
            except OSError:
                if self.process.poll() is not None:
                    raise AssertionError((self.folder / "serve.log").read_text())
                time.sleep(0.05)
        raise AssertionError("the desk does not answer")

    def stop(self, kill=False):
        if self.process:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(20)
            self.process = None

    def token(self, company, email, role="agent"):
        key = (company, email, role)
        if key not in self.tokens:
            done = self.command("token", "create", "--company", company, "--person", email, "--role", role)
            self.tokens[key] = done.stdout.decode().strip()
        return self.tokens[key]

    def api(self, method, path, body=None, token=None, headers=None):
        data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        request = urllib.request.Request(self.url + path, data=data, method=method)
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        if data is not None:
            request.add_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            answer = urllib.request.urlopen(request, timeout=30)
            return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def advance(self, duration, token):
        answer = self.api("POST", "/api/v1/clock", {"advance": duration}, token)
        assert answer.status == 200, answer.body
        return answer.json["now"]

    def invite(self, company, email, role, *more):
        """The link by which somebody sets a password."""
        done = self.command("person", "invite", "--company", company, "--email", email, "--role", role, *more)
        return re.search(r"/%s/password/[0-9a-f]+" % company, done.stdout.decode()).group(0)

    def rows(self, query):
        """What the database of SQLite says."""
        import sqlite3

        with sqlite3.connect(self.database.removeprefix("sqlite:"), timeout=30) as database:
            return database.execute(query).fetchall()

    def outbox_states(self):
        """What became of the mail to each recipient."""
        import sqlite3

        with sqlite3.connect(self.database.removeprefix("sqlite:")) as database:
            return dict(database.execute("SELECT recipient, state FROM outbox"))

    def mails(self, company, token):
        """The outbox as the database has it."""
        import sqlite3

        with sqlite3.connect(self.database.removeprefix("sqlite:")) as database:
            return database.execute("SELECT recipient, subject, text FROM outbox ORDER BY created_at, id").fetchall()


@pytest.fixture(scope="module")
def desk():
    with tempfile.TemporaryDirectory(prefix="ventanilla-browser-") as folder:
        desk = Desk(folder)
        desk.command("company", "add", *POLICIES)
        desk.start()
        yield desk
        desk.stop()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


class Visitor:
    """Somebody at a browser, who checks every page he comes to for accessibility."""

    def __init__(self, context, desk):
        self.context, self.desk = context, desk
        self.page = context.new_page()
        self.problems = []
        self.page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)

    def visit(self, path, status=200):
        answer = self.page.goto(self.desk.url + path)
        assert answer.status == status, f"{path}: {answer.status}"
        self.check()
        return self.page

    def check(self):
        """No accessibility violation, nothing wider than the screen."""
        results = Axe().run(self.page)
        violations = [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in results.response["violations"]]
        assert not violations, f"{self.page.url}: {violations}"
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{self.page.url} overflows by {overflow} px"

    def set_password(self, link):
        self.visit(link)
        self.page.fill("input[type=password]", PASSWORD)
        self.page.click("main button.primary")

    def sign_in(self, company, email):
        self.visit(f"/{company}/session/new")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button.primary")
        self.page.wait_for_load_state()
        assert "/session" not in self.page.url, self.page.inner_text("main")


@pytest.fixture
def visitor(chromium, desk):
    """Makes visitors: with a desktop or a phone, light or dark, with scripts or without."""
    contexts = []

    def make(width=1280, height=900, dark=False, scripts=True, language="es-MX"):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light",
            java_script_enabled=True, locale=language, bypass_csp=False)
        if not scripts:
            context.route("**/*.js", lambda route: route.abort())
        contexts.append(context)
        return Visitor(context, desk)

    yield make
    for context in contexts:
        context.close()
