from __future__ import annotations

import socket
from http.client import HTTPConnection

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tracer_desktop.main_window import MainWindow
from tracer_desktop.pages.endpoint_page import EndpointPage

TIMEOUT = 30000


@pytest.fixture
def page(window: MainWindow) -> EndpointPage:
    window.show_page("endpoint")
    page = window.pages.page
    assert isinstance(page, EndpointPage)
    return page


def status_of(port: int, path: str, token: str = "") -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        return connection.getresponse().status
    finally:
        connection.close()


def listens(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


def switch_on(page: EndpointPage, qtbot: QtBot) -> int:
    page.switch.click()
    qtbot.waitUntil(lambda: page._endpoint.state != "starting", timeout=TIMEOUT)
    assert page._endpoint.state == "on", page._endpoint.error
    assert page._endpoint.port is not None
    return page._endpoint.port


def test_it_is_off_until_it_is_switched_on(page: EndpointPage) -> None:
    assert page.state.text() == "Off. Nothing listens."
    assert not page.when_on.isVisible()
    assert "PORT" in page.examples[0].command.command


def test_switched_on_it_answers_who_has_the_token_and_nobody_after_the_window_has_gone(
    page: EndpointPage, window: MainWindow, qtbot: QtBot
) -> None:
    port = switch_on(page, qtbot)
    page.copy_token.click()
    token = QGuiApplication.clipboard().text()

    assert page.address.text() == f"http://127.0.0.1:{port}"
    assert status_of(port, "/v1/runs") == 401
    assert status_of(port, "/v1/runs", token) == 200
    assert str(port) in page.examples[0].command.command
    assert window.side.endpoint is not None
    assert str(port) in window.side.endpoint.accessibleDescription()
    assert page.jobs.text() == "No job in progress"

    window.session.close()
    assert not listens(port)


def test_switched_off_nothing_listens_and_the_promise_stands_again(
    page: EndpointPage, window: MainWindow, qtbot: QtBot
) -> None:
    port = switch_on(page, qtbot)
    page.switch.click()
    qtbot.waitUntil(lambda: page._endpoint.state == "off", timeout=TIMEOUT)

    assert not listens(port)
    assert window.side.offline.isVisible()
    assert page.token.text() == ""


def test_the_token_is_hidden_until_it_is_asked_for(page: EndpointPage, qtbot: QtBot) -> None:
    switch_on(page, qtbot)
    assert page.token.echoMode() == QLineEdit.EchoMode.Password

    page.show_token.click()
    assert page.token.echoMode() == QLineEdit.EchoMode.Normal
    assert page.show_token.text() == "Hide"


def test_a_port_that_is_taken_is_said_and_nothing_is_switched_on(page: EndpointPage, qtbot: QtBot) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        page.port.setValue(taken.getsockname()[1])
        page.switch.click()
        qtbot.waitUntil(lambda: page._endpoint.error is not None, timeout=TIMEOUT)

    assert page._endpoint.state == "off"
    assert page._strip is not None
    assert str(page.port.number()) in page._strip.title.text()
    assert page.switch.isEnabled()
