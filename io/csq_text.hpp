// Consequences -> INFO CSQ, one entry a transcript with the columns of Ensembl VEP, and other INFO values of
// annotation.
//
// Columns that are not VEP's own: HGVSg of every entry, and COMPOUND (variants of one haplotype that this entry judges
// together, in HGVS c.). Names of proteins are without the brackets of predictions, as VEP writes them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kernels/types/consequence.hpp"
#include "kernels/types/finding.hpp"

namespace norrsken {

// The "##INFO=<ID=CSQ..." line with its newline; its Description ends in the columns, "|" between.
[[nodiscard]] std::string csq_header_line();

// "CSQ=A|missense_variant|...,A|..."; nothing without entries. reference, alternate: of the record.
void append_csq(std::string& text, std::string_view reference, std::string_view alternate,
                const VariantConsequences& consequences);

// ";ClinVar_CLNSIG=Pathogenic" of every value; no ";" where `text` is empty.
void append_joined(std::string& text, std::span<const JoinedValue> values);

// As VCF wants it inside of a value: "%", ";", "=", ",", "|" and blanks become "%25" and so on; "&" separates values.
[[nodiscard]] std::string info_value(std::string_view text);

}  // namespace norrsken
