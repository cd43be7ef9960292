# SPDX-License-Identifier: MIT
#
# cmake -DFOLDER=DIR -DPROGRAM=FILE [-DARGS=a;b] -P RunInEmptyFolder.cmake: runs a program where nothing is yet.
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
execute_process(COMMAND "${PROGRAM}" ${ARGS} WORKING_DIRECTORY "${FOLDER}" RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ended with status ${status}")
endif()
