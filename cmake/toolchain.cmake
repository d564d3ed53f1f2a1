# Warnings, sanitizers and ccache, the same for every target of the suite.

find_program(CCACHE ccache)
if(CCACHE)
  # Paths count relative to the checkout, so that a fresh clone finds what another one compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()

add_library(options INTERFACE)
target_include_directories(options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(options INTERFACE -Wno-missing-designated-field-initializers)
else()
  target_compile_options(options INTERFACE -Wno-missing-field-initializers)  # designated initialisers leave defaults out on purpose
endif()
if(FIVEWAYS_SANITIZE)
  # Without vptr: that check probes memory through a pipe, so it reports falsely once a test has used up the descriptors.
  target_compile_options(options INTERFACE -fsanitize=${FIVEWAYS_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(options INTERFACE -fsanitize=${FIVEWAYS_SANITIZE})
  target_compile_definitions(options INTERFACE FIVEWAYS_SANITIZED)
endif()

# For what is not under impls/: the sanitizer presets measure nothing, and CLI11 and nlohmann-json cost most of their build.
# g++ gains nothing from the precompiled header, so release goes without.
function(compile_fast_under_sanitizers target)
  if(FIVEWAYS_SANITIZE)
    target_compile_options(${target} PRIVATE -O0 -Xclang -fno-pch-timestamp)
    target_precompile_headers(${target} PRIVATE <CLI/CLI.hpp> <fmt/core.h> <fmt/ranges.h> <nlohmann/json.hpp> <algorithm> <chrono>)
  endif()
endfunction()
