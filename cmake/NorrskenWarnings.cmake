# One set of compile options for every target of the project.
add_library(norrsken_options INTERFACE)
target_compile_options(norrsken_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  $<$<BOOL:${NORRSKEN_WERROR}>:-Werror>)
# GCC 12 warns of overlapping copies in "text" + std::string, where there are none (GCC bug 105651).
target_compile_options(norrsken_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# Every server since 2009 has popcount; vectors are chosen when the program runs.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  target_compile_options(norrsken_options INTERFACE -mpopcnt)
endif()
# Results must not depend on how a compiler contracts or reorders floating-point sums.
target_compile_options(norrsken_options INTERFACE -ffp-contract=off)
if(NORRSKEN_SANITIZE)
  target_compile_options(norrsken_options INTERFACE -fsanitize=${NORRSKEN_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(norrsken_options INTERFACE -fsanitize=${NORRSKEN_SANITIZE})
endif()
if(NORRSKEN_COVERAGE)
  target_compile_options(norrsken_options INTERFACE --coverage)
  target_link_options(norrsken_options INTERFACE --coverage)
endif()
