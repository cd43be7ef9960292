// SPDX-License-Identifier: MIT
//
// The style sheet of the report: light and dark, narrow and wide, screen and paper.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>

namespace sdkt::report {

std::string style_sheet();

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/page/impl/style.ipp>
#endif
