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
  add_foreign_implementations(${target} ${root} "${prefix}")
endfunction()

# Of those in other languages, a file that is no C++, the registrations are made from the paths and from what the first comment says:
#   Needs: PATH (PACKAGE), …      what must be installed, the interpreter first
#   Workloads: NAME, …            of which the file, or what it includes, has a port
#   Refuses: PARAMETER (WHY)      what it cannot do unless that parameter is 0; may be left out
#   Traits: .track = …, …         as the last line of a file in C++; may be given several times, in the order of workloads/registry.h
function(add_foreign_implementations target root prefix)
  file(GLOB files LIST_DIRECTORIES false CONFIGURE_DEPENDS ${root}/blocking/*/*.* ${root}/multithreaded/*/*.* ${root}/callback/*/*.*
       ${root}/promise/*/*.* ${root}/coroutine/*/*.*)
  list(FILTER files INCLUDE REGEX "/[a-z_]+[.][a-z]+$")
  list(FILTER files EXCLUDE REGEX "[.](cpp|h)$")
  if(NOT files)
    return()
  endif()
  set(registrations "")
  string(ASCII 31 semicolon)  # in its place while texts are elements of a list
  foreach(file ${files})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(RELATIVE_PATH path ${root} ${file})
    string(REGEX MATCH "^([^/]+)/([^/]+)/([^.]+)" _ ${path})
    set(model ${CMAKE_MATCH_1})
    set(backend ${CMAKE_MATCH_2})
    set(shape ${CMAKE_MATCH_3})
    file(READ ${file} text)
    string(REPLACE ";" "${semicolon}" text "${text}")
    foreach(key Needs Workloads Refuses Traits)
      string(REGEX MATCHALL "\n[^A-Za-z\n]* ${key}: [^\n]+" lines "${text}")
      list(TRANSFORM lines REPLACE "^\n[^A-Za-z\n]* ${key}: " "")
      list(JOIN lines ", " ${key})
      string(REPLACE "${semicolon}" ";" ${key} "${${key}}")
    endforeach()
    if(NOT "${Needs}" MATCHES "^/[^ ]+ \\([^ )]+\\)" OR NOT Workloads)
      message(FATAL_ERROR "${file}: its first comment has no line 'Needs: /usr/bin/INTERPRETER (PACKAGE)', or none 'Workloads: NAME': "
                          "CONTRIBUTING.md shows both")
    endif()
    string(REGEX REPLACE "(/[^ ,]+) \\(([^ )]+)\\)" "{\"\\1\", \"\\2\"}" needs "${Needs}")
    string(REGEX REPLACE "([a-z_]+)" "\"\\1\"" workloads "${Workloads}")
    set(begin "{")
    set(end "}")
    if(Refuses)
      if(NOT "${Refuses}" MATCHES "^([a-z_]+) \\((.+)\\)$")
        message(FATAL_ERROR "${file}: 'Refuses: ${Refuses}' is not 'Refuses: PARAMETER (WHY)'")
      endif()
      set(begin "refusing({")
      set(end "}, [](const Parameters& given) { return unless_zero(given, \"${CMAKE_MATCH_1}\", \"${CMAKE_MATCH_2}\"); })")
    endif()
    string(APPEND registrations
"[[maybe_unused]] const bool ${model}_${backend}_${shape} = workloads::add(${begin}.model = \"${model}\", .backend = \"${backend}\", .shape = \"${shape}\",
  .file = \"${prefix}${path}\",
  .traits = {${Traits}},
  .body = workloads::ForeignService{.needs = {${needs}}, .workloads = {${workloads}}}${end});
")
  endforeach()
  string(MD5 name ${root})
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/foreign_${name}.cpp CONTENT
"// Generated from the first comments of the implementations in other languages below ${root}.
#include \"workloads/registry.h\"
namespace {
using workloads::Implementation, workloads::Parameters, workloads::Track;
[[maybe_unused]] Implementation refusing(Implementation one, workloads::Refusal refusal) {
  one.traits.refuses = refusal;
  return one;
}
[[maybe_unused]] std::string unless_zero(const Parameters& given, const char* parameter, const char* reason) {
  const auto found = given.find(parameter);
  return found == given.end() || found->second == 0 ? \"\" : reason;
}
@registrations@}  // namespace
" @ONLY)
  set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/foreign_${name}.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/foreign_${name}.cpp)
endfunction()
