"""A pretend model hub: one repository with the files that a model needs, over the hub's own HTTP routes."""

from dataclasses import dataclass, field

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

COMMIT = "0" * 39 + "1"


@dataclass
class Hub:
    """The repository, and what was asked for."""

    repository: str
    files: dict[str, bytes]
    asked: list[str] = field(default_factory=list[str])

    def app(self) -> FastAPI:
        """The hub as a server."""
        app = FastAPI()

        @app.get(f"/api/models/{self.repository}/revision/main")
        def about() -> Response:
            files = [{"rfilename": file} for file in self.files]
            return JSONResponse({"id": self.repository, "sha": COMMIT, "siblings": files, "private": False})

        @app.get(f"/api/models/{self.repository}/tree/{COMMIT}")
        def tree() -> Response:
            entries = [
                {"type": "file", "path": file, "size": len(content), "oid": COMMIT}
                for file, content in self.files.items()
            ]
            return JSONResponse(entries)

        @app.api_route(f"/{self.repository}/resolve/{COMMIT}/{{file}}", methods=["GET", "HEAD"])
        def resolve(file: str, request: Request) -> Response:
            self.asked.append(f"{request.method} {file}")
            content = self.files.get(file)
            if content is None:
                return Response(status_code=404, headers={"X-Error-Code": "EntryNotFound"})
            headers = {"ETag": f'"{file}"', "X-Repo-Commit": COMMIT, "Content-Length": str(len(content))}
            return Response(b"" if request.method == "HEAD" else content, headers=headers)

        @app.api_route("/{rest:path}", methods=["GET", "HEAD", "POST"])
        def other(rest: str, request: Request) -> Response:
            self.asked.append(f"OTHER {request.method} {rest}")
            return Response(status_code=404)

        return app
