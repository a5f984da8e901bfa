"""Vectors kept by the digest of a point's words, so that none is made twice."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import select

from consult.analysis.models import Vector
from consult.core.bulk_sql import insert_missing, rows_where
from consult.core.database import db, for_reading


class VectorTable:
    """nlp's store of vectors. Each portion is committed: a reading that dies loses no work."""

    def get_many(self, keys: Sequence[str]) -> Mapping[str, Any]:
        with for_reading():
            kept = {
                digest: np.frombuffer(values, dtype="<f4")
                for digest, values in rows_where(select(Vector.digest, Vector.values), Vector.digest, list(keys))
            }
            db.session.rollback()
        return kept

    def put_many(self, vectors: Mapping[str, Any]) -> None:
        """In the order of their digests, lest two workers wait for each other's."""
        rows = [
            {"digest": digest, "values": np.asarray(vectors[digest], dtype="<f4").tobytes()}
            for digest in sorted(vectors)
        ]
        insert_missing(Vector, rows)
        db.session.commit()
