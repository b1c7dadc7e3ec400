// Every point-to-point message of the program has one of these tags.
#pragma once

namespace norrsken {

enum class Tag : int {
  exchange_block = 1,  // one round's block of records from one rank to another
  byte_string = 2,     // a piece of a byte string
};

}  // namespace norrsken
