# Every implementation below a folder becomes a source of a target. The build derives model and backend from the path, so
# that they cannot disagree.

function(add_implementations target root prefix)
  file(GLOB files CONFIGURE_DEPENDS ${root}/blocking/*/*.cpp ${root}/multithreaded/*/*.cpp ${root}/callback/*/*.cpp
       ${root}/promise/*/*.cpp ${root}/coroutine/*/*.cpp)
  foreach(file ${files})
    file(RELATIVE_PATH path ${root} ${file})
    string(REGEX MATCH "^([^/]+)/([^/]+)/" _ ${path})
    set_source_files_properties(${file} PROPERTIES COMPILE_DEFINITIONS
      "FIVEWAYS_MODEL=\"${CMAKE_MATCH_1}\";FIVEWAYS_BACKEND=\"${CMAKE_MATCH_2}\";FIVEWAYS_FILE=\"${prefix}${path}\"")
    if(NOT CMAKE_MATCH_2 MATCHES "^asio")
      set_source_files_properties(${file} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endforeach()
  target_sources(${target} PRIVATE ${files})
endfunction()
