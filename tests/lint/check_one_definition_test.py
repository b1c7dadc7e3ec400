#!/usr/bin/env python3
"""check_one_definition.py finds types of one name, and passes what only looks like that."""
import unittest

from check_one_definition import offences_of, types_of

ONE = "namespace norrsken {\n\nstruct Allele {\n};\n\n}  // namespace norrsken\n"


class CheckOneDefinition(unittest.TestCase):
    def test_two_types_of_one_name_are_told_with_both_places(self):
        for other in ("struct Allele {", "class Allele {", "enum class Allele : std::uint8_t {", "class Allele final : public Base {"):
            with self.subTest(other=other):
                self.assertEqual(offences_of({"a.hpp": ONE, "b.hpp": ONE.replace("struct Allele {", other)}),
                                 ["b.hpp:3: another type has the name Allele already, at a.hpp:3"])

    def test_names_in_namespaces_or_types_of_their_own_may_stand_twice(self):
        unnamed = "namespace norrsken {\nnamespace {\n\nstruct Allele {\n};\n\n}  // namespace\n}  // namespace norrsken\n"
        further = ONE.replace("namespace norrsken {", "namespace norrsken::test {")
        inner = ONE.replace("struct Allele {", "struct Caller::Allele {")
        declared = ONE.replace("struct Allele {\n}", "struct Allele")
        self.assertEqual(offences_of({"a.hpp": ONE, "b.cpp": unnamed, "c.hpp": further, "d.cpp": inner, "e.hpp": declared}), [])

    def test_types_behind_an_unnamed_namespace_count(self):
        text = "namespace norrsken {\nnamespace {\nint x;\n}  // namespace\n\nstruct Allele {\n};\n}  // namespace norrsken\n"
        self.assertEqual(types_of(text), [(6, "Allele")])


if __name__ == "__main__":
    unittest.main()
