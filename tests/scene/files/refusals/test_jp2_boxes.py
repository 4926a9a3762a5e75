import io

from app.scene.files.refusals.jp2_boxes import find_codestream, has_whole_codestream


def test_a_code_stream_may_end_without_its_last_mark_where_its_parts_fill_it():
    part = b"\xff\x90\0\x0a\0\0" + (14).to_bytes(4, "big") + b"\0\1\xff\x93"
    stream = b"\xff\x4f\xff\x51\0\x04\0\0" + part
    assert find_codestream(io.BytesIO(stream), len(stream)) == (0, len(stream))
    assert has_whole_codestream(io.BytesIO(stream), 0, len(stream))
    assert not has_whole_codestream(io.BytesIO(stream[:-1]), 0, len(stream) - 1)
