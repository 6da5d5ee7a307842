/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The DHCP servers of this machine, and what mends them. */
#ifndef DOCTOR_DHCPD_H
#define DOCTOR_DHCPD_H

#include "doctor.h"

/* For a server that says nothing of us, or (wrong) something else. */
struct doctor_text doctor_dhcpd_mend(const struct doctor *doctor,
				     uint32_t server, bool wrong);

/* Where none answers. */
struct doctor_text doctor_dhcpd_start(const struct doctor *doctor);

/* Where two do. */
struct doctor_text doctor_dhcpd_stop(const struct doctor *doctor,
				     uint32_t first, uint32_t second,
				     const char *link);

#endif
