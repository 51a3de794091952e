"""One window for a user and a workspace: a second start hands its file on to the first, and goes."""

from __future__ import annotations

import getpass
import hashlib
import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE = 2000
MOST_BYTES = 65536
_ANSWER = b"shown\n"


def instance_name(workspace: Path) -> str:
    """What the first window of this user and workspace listens on."""
    told = f"{getpass.getuser()}\n{workspace}"
    return f"tracer-{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def hand_over(name: str, file: Path | None, patience: int = PATIENCE) -> bool:
    """Ask the first window to come to the front and open `file`; False when there is none, or it does not answer."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(patience):
        return False
    wish = {"file": str(file.absolute()) if file is not None else None}
    socket.write(json.dumps(wish).encode() + b"\n")
    answered = socket.waitForReadyRead(patience) and bytes(socket.readAll().data()) == _ANSWER
    socket.abort()
    return answered


class FirstInstance(QObject):
    """Listens for later starts. `asked` carries the Path of their file, or None when they had none."""

    asked = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._waiting: list[QLocalSocket] = []
        # Nobody answers on it: a window that was killed has left it behind.
        QLocalServer.removeServer(name)
        self.listening = self._server.listen(name)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _on_connection(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            self._waiting.append(socket)
            socket.readyRead.connect(self._on_words)
            socket.disconnected.connect(self._on_gone)
        self._on_words()

    def _on_words(self) -> None:
        for socket in list(self._waiting):
            if socket.canReadLine():
                line = bytes(socket.readLine(MOST_BYTES).data())
                self._answer(socket, line)
            elif socket.bytesAvailable() > MOST_BYTES:
                socket.abort()

    def _answer(self, socket: QLocalSocket, line: bytes) -> None:
        try:
            file = json.loads(line)["file"]
            path = Path(file) if file is not None else None
        except (ValueError, TypeError, KeyError):
            socket.abort()
            return
        socket.write(_ANSWER)
        socket.flush()
        self.asked.emit(path)

    def _on_gone(self) -> None:
        gone = [one for one in self._waiting if one.state() == QLocalSocket.LocalSocketState.UnconnectedState]
        for socket in gone:
            self._waiting.remove(socket)
            socket.deleteLater()
