"""The limit of the speed table: how many multiplications a second one core makes in the products of the reader's layers, by ONNX Runtime.

usage: engine_limit.py ROWS HIDDEN INTERMEDIATE
The products with weights of one layer (BERT: queries, keys and values; output; up; down), of bytes by signed bytes as in the shipped weights
and in single precision, for so many rows at a time, with nothing between them: no embedding, attention, normalisation, scales or heads. Prints
one JSON object: multiplications (each with its addition) a CPU second at the best of many runs, for bytes and for floats, and the version.
"""
import json
import sys
import time

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

rows, hidden, wide = map(int, sys.argv[1:])
SHAPES = [(hidden, 3 * hidden), (hidden, hidden), (hidden, wide), (wide, hidden)]
SECONDS = 2.0


def session(shape, of_bytes):
    weight = np.random.default_rng(0).integers(-127, 128, shape)
    weight = numpy_helper.from_array(weight.astype(np.int8 if of_bytes else np.float32), "weight")
    kinds = (TensorProto.UINT8, TensorProto.INT32) if of_bytes else (TensorProto.FLOAT, TensorProto.FLOAT)
    given, made = (helper.make_tensor_value_info(name, kind, [rows, width]) for name, kind, width in zip(("x", "y"), kinds, shape))
    node = helper.make_node("MatMulInteger" if of_bytes else "MatMul", ["x", "weight"], ["y"])
    graph = helper.make_graph([node], "product", [given], [made], [weight])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def per_second(of_bytes):
    total = 0.0
    for shape in SHAPES:
        run = session(shape, of_bytes)
        x = {"x": np.random.default_rng(1).integers(0, 256, (rows, shape[0])).astype(np.uint8 if of_bytes else np.float32)}
        run.run(None, x)
        best, until = float("inf"), time.perf_counter() + SECONDS / len(SHAPES)
        while time.perf_counter() < until:
            start = time.process_time()
            run.run(None, x)
            best = min(best, time.process_time() - start)
        total += best
    return sum(rows * inputs * outputs for inputs, outputs in SHAPES) / total


print(json.dumps({"of_bytes": per_second(True), "of_floats": per_second(False), "version": f"ONNX Runtime {onnxruntime.__version__}"}))
