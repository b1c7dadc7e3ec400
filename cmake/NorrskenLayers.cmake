# The folders are the architecture: pipeline -> io -> kernels/types and pipeline -> kernels -> kernels/types.
# Each target exposes one folder through an include root of its own, which holds a link to that folder and
# nothing else; so "io/fastq.hpp" cannot be found by a target that does not link norrsken_io.
function(expose_folder target folder scope)
  set(root ${CMAKE_BINARY_DIR}/include_roots/${target})
  cmake_path(GET folder PARENT_PATH parent)
  file(MAKE_DIRECTORY ${root}/${parent})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${folder} ${root}/${folder} SYMBOLIC)
  target_include_directories(${target} ${scope} ${root})
  set_property(GLOBAL APPEND PROPERTY NORRSKEN_LAYERS ${target}:${folder})
endfunction()
