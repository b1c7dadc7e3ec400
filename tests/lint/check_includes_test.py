#!/usr/bin/env python3
"""Every rule of check_includes.py finds its offence, and clean files pass."""
import unittest

from check_includes import offences_of

EXISTING = {"kernels/types/dna.hpp", "kernels/placement/placer.hpp", "io/fasta.hpp", "pipeline/run.hpp"}


def offences(path, *includes, text="#pragma once\n"):
    return offences_of(path, text + "".join(f"#include {i}\n" for i in includes), EXISTING.__contains__)


class CheckIncludes(unittest.TestCase):
    def test_clean_files_pass(self):
        self.assertEqual(offences("io/fasta.cpp", '"io/fasta.hpp"', "<htslib/faidx.h>", '"kernels/types/dna.hpp"'), [])
        self.assertEqual(offences("pipeline/mpi/session.hpp", "<mpi.h>", '"kernels/types/dna.hpp"'), [])
        self.assertEqual(offences("pipeline/a.cpp", "<tbb/parallel_for.h>", '"io/fasta.hpp"'), [])

    def test_system_headers_stay_in_their_layer(self):
        for path, include in [("pipeline/a.cpp", "<mpi.h>"), ("kernels/a.cpp", "<mpi.h>"), ("io/a.cpp", "<mpi.h>"),
                              ("pipeline/a.cpp", "<htslib/sam.h>"), ("kernels/a.cpp", "<htslib/sam.h>"),
                              ("kernels/a.cpp", "<tbb/task_arena.h>"), ("io/a.cpp", "<oneapi/tbb.h>"),
                              ("kernels/a.cpp", "<fstream>"), ("kernels/a.cpp", "<thread>"),
                              ("kernels/a.cpp", "<chrono>"), ("kernels/a.cpp", "<spdlog/spdlog.h>")]:
            with self.subTest(path=path, include=include):
                self.assertEqual(len(offences(path, include)), 1)

    def test_the_arrow_between_layers_holds(self):
        for path, include in [("kernels/placement/placer.cpp", '"io/fasta.hpp"'), ("kernels/a.cpp", '"pipeline/run.hpp"'),
                              ("kernels/types/dna.hpp", '"kernels/placement/placer.hpp"'),
                              ("io/fasta.hpp", '"kernels/placement/placer.hpp"'), ("io/fasta.hpp", '"pipeline/run.hpp"'),
                              ("pipeline/mpi/a.hpp", '"io/fasta.hpp"'), ("pipeline/mpi/a.hpp", '"pipeline/run.hpp"')]:
            with self.subTest(path=path, include=include):
                self.assertTrue(any("may not include" in line for line in offences(path, include)))

    def test_includes_are_full_existing_paths(self):
        self.assertIn("climbs", offences("io/fasta.hpp", '"../kernels/types/dna.hpp"')[0])
        self.assertIn("full path", offences("io/fasta.hpp", '"fasta_index.hpp"')[0])
        self.assertIn("does not exist", offences("io/fasta.hpp", '"io/gone.hpp"')[0])

    def test_own_header_comes_first(self):
        self.assertEqual(len(offences("io/fasta.cpp", "<vector>", '"io/fasta.hpp"')), 1)
        self.assertEqual(len(offences("io/fasta.cpp")), 1)

    def test_headers_have_a_guard(self):
        self.assertEqual(len(offences("io/fasta.hpp", text="")), 1)


if __name__ == "__main__":
    unittest.main()
