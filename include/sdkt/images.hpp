// SPDX-License-Identifier: MIT
//
// Everything about images: from archives and folders to bytes, from bytes to pixels, from pixels to views.
// Does not need LibTorch.
#pragma once

#include <sdkt/image/decode.hpp>
#include <sdkt/image/header.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/readable.hpp>
#include <sdkt/image/resample.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_source.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/image/view_options.hpp>
