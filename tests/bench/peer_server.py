"""The search service that is built first: sentence-transformers and a flat FAISS index.

    PYTHON -P tests/bench/peer_server.py FOLDER VECTORS.npy TEXTS.json PORT

FOLDER holds the model's weights. The ten nearest passages come as JSON, with their words.
"""

import json
import sys
from pathlib import Path

import faiss
import numpy as np
import uvicorn
from fastapi import FastAPI
from sentence_transformers import SentenceTransformer

N_HITS = 10


def create_app(folder: str, vectors: str, texts: str) -> FastAPI:
    model = SentenceTransformer(folder)
    rows = np.load(vectors)
    flat = faiss.IndexFlatIP(rows.shape[1])
    flat.add(rows)
    passages: list[str] = json.loads(Path(texts).read_text(encoding="utf-8"))
    app = FastAPI()

    @app.get("/search")
    def search(q: str) -> list[dict[str, object]]:
        scores, numbers = flat.search(model.encode([q]), N_HITS)
        return [
            {"text": passages[number], "score": float(score)}
            for number, score in zip(numbers[0], scores[0], strict=True)
        ]

    return app


if __name__ == "__main__":
    *made_of, port = sys.argv[1:]
    uvicorn.run(create_app(*made_of), port=int(port), log_level="warning")
