//! The tiles in AMX: 32 rows by 32 outputs, four of the eight tile registers.
//!
//! The instructions are written as assembly, since their intrinsics are not stable. Linux lets a process use
//! the tile registers only when it has asked.

use std::arch::asm;
use std::arch::x86_64::__cpuid_count;

use super::vector512::Vector512;
use super::{Group, Instructions, PANEL, Steps};

const ROWS: usize = 32;

/// Rows of a tile register, and of its bytes in fours.
const TILE_ROWS: usize = 16;

/// Bytes of a row of a tile register.
const TILE_BYTES: usize = 64;

/// Tile registers that are set up; given back when this is dropped.
pub(super) struct Tiles {
    /// Inputs that one instruction takes.
    step: usize,
}

/// Whether the processor has the instructions and Linux lets this process use them.
pub(super) fn is_available() -> bool {
    const TILES_AND_BYTES: u32 = 1 << 24 | 1 << 25;
    const ARCH_REQ_XCOMP_PERM: libc::c_int = 0x1023;
    const TILE_DATA: libc::c_ulong = 18;
    // No processor without leaf 7 comes here: it has AVX-512.
    __cpuid_count(7, 0).edx & TILES_AND_BYTES == TILES_AND_BYTES
        // SAFETY: asks the kernel for permission; it reads and writes no memory of ours.
        && unsafe { libc::syscall(libc::SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, TILE_DATA) } == 0
}

/// What the processor reads to set up the tile registers.
#[repr(C, align(64))]
struct Configuration {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    row_bytes: [u16; 16],
    rows: [u8; 16],
}

impl Instructions for Tiles {
    type Vector = Vector512;

    const ROWS: usize = ROWS;

    #[inline(always)]
    fn new(inputs: usize) -> Self {
        let divides = |step: &usize| inputs.is_multiple_of(*step);
        let step = (4..=TILE_BYTES).rev().step_by(4).find(divides).unwrap_or(4);
        let (step_bytes, groups) = (step as u16, (step / 4) as u8);
        let (all_rows, all_bytes) = (TILE_ROWS as u8, TILE_BYTES as u16);
        let mut configuration =
            Configuration { palette: 1, start_row: 0, reserved: [0; 14], row_bytes: [0; 16], rows: [0; 16] };
        // Registers 0 to 3 hold sums, 4 and 5 values, 6 and 7 weights.
        configuration.row_bytes[..8].copy_from_slice(&[
            all_bytes, all_bytes, all_bytes, all_bytes, step_bytes, step_bytes, all_bytes, all_bytes,
        ]);
        configuration.rows[..8]
            .copy_from_slice(&[all_rows, all_rows, all_rows, all_rows, all_rows, all_rows, groups, groups]);
        // SAFETY: only the code of `Kernels` for AMX uses this type, and `is_available` said yes. The instruction
        // reads the 64 bytes of the configuration, which is valid: 1 to 16 rows of 4 to 64 bytes.
        unsafe {
            asm!("ldtilecfg [{}]", in(reg) &raw const configuration, options(nostack, preserves_flags, readonly));
        }
        Self { step }
    }

    #[inline(always)]
    fn sums(
        &self,
        values: &[u8],
        width: usize,
        panel: &[Group],
        start: &[i32; PANEL],
        sums: &mut [i32],
        stride: usize,
    ) {
        let step = self.step;
        assert!(values.len() >= ROWS * width && panel.len() >= width / 4);
        assert!(width >= step && width.is_multiple_of(step));
        assert!(stride >= PANEL && sums.len() >= (ROWS - 1) * stride + PANEL);
        // SAFETY: the registers are set up as `new` says. Rows 0 to 31 of the values are read `step` bytes at
        // a time, `width` bytes in all; of the panel 128 bytes for each four inputs; of `start` 128 bytes, again for
        // each row (the stride is 0); written are 128 bytes in each of 32 rows of `sums`. All that was checked
        // above. Nothing but tile registers, which nothing else uses, keeps its content between two of these.
        unsafe {
            asm!(
                "tileloadd tmm0, [{start} + {zero}]",
                "tileloadd tmm1, [{start} + {zero} + 64]",
                "tileloadd tmm2, [{start} + {zero}]",
                "tileloadd tmm3, [{start} + {zero} + 64]",
                "2:",
                "tileloadd tmm4, [{upper} + {width}]",
                "tileloadd tmm6, [{panel} + {panel_stride}]",
                "tileloadd tmm7, [{panel} + {panel_stride} + 64]",
                "tdpbusd tmm0, tmm4, tmm6",
                "tileloadd tmm5, [{lower} + {width}]",
                "tdpbusd tmm1, tmm4, tmm7",
                "tdpbusd tmm2, tmm5, tmm6",
                "tdpbusd tmm3, tmm5, tmm7",
                "add {upper}, {step}",
                "add {lower}, {step}",
                "add {panel}, {panel_step}",
                "dec {steps}",
                "jnz 2b",
                "tilestored [{sums} + {stride}], tmm0",
                "tilestored [{sums} + {stride} + 64], tmm1",
                "tilestored [{lower_sums} + {stride}], tmm2",
                "tilestored [{lower_sums} + {stride} + 64], tmm3",
                start = in(reg) start.as_ptr(),
                zero = in(reg) 0_usize,
                upper = inout(reg) values.as_ptr() => _,
                lower = inout(reg) values.as_ptr().add(TILE_ROWS * width) => _,
                width = in(reg) width,
                panel = inout(reg) panel.as_ptr() => _,
                panel_stride = in(reg) 4 * PANEL,
                panel_step = in(reg) PANEL * step,
                step = in(reg) step,
                steps = inout(reg) width / step => _,
                sums = in(reg) sums.as_mut_ptr(),
                lower_sums = in(reg) sums.as_mut_ptr().add(TILE_ROWS * stride),
                stride = in(reg) 4 * stride,
                out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                options(nostack),
            );
        }
    }

    #[inline(always)]
    fn sums_while(
        &self,
        values: &[u8],
        width: usize,
        panel: &[Group],
        start: &[i32; PANEL],
        sums: &mut [i32; PANEL * ROWS],
        other: &mut impl Steps,
    ) {
        let step = self.step;
        assert!(values.len() >= ROWS * width && panel.len() >= width / 4);
        assert!(width >= step && width.is_multiple_of(step));
        let steps = width / step;
        // SAFETY: as in `sums`: the same instructions, in three parts. Nothing else in the program uses the tile
        // registers, so they keep their content between the parts.
        unsafe {
            asm!(
                "tileloadd tmm0, [{start} + {zero}]",
                "tileloadd tmm1, [{start} + {zero} + 64]",
                "tileloadd tmm2, [{start} + {zero}]",
                "tileloadd tmm3, [{start} + {zero} + 64]",
                start = in(reg) start.as_ptr(),
                zero = in(reg) 0_usize,
                out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                options(nostack, preserves_flags, readonly),
            );
        }
        for index in 0..steps {
            // SAFETY: as above; `index` stays below the number of steps.
            unsafe {
                asm!(
                    "tileloadd tmm4, [{upper} + {width}]",
                    "tileloadd tmm6, [{panel} + {panel_stride}]",
                    "tileloadd tmm7, [{panel} + {panel_stride} + 64]",
                    "tdpbusd tmm0, tmm4, tmm6",
                    "tileloadd tmm5, [{lower} + {width}]",
                    "tdpbusd tmm1, tmm4, tmm7",
                    "tdpbusd tmm2, tmm5, tmm6",
                    "tdpbusd tmm3, tmm5, tmm7",
                    upper = in(reg) values.as_ptr().add(index * step),
                    lower = in(reg) values.as_ptr().add(TILE_ROWS * width + index * step),
                    width = in(reg) width,
                    panel = in(reg) panel.as_ptr().byte_add(index * PANEL * step),
                    panel_stride = in(reg) 4 * PANEL,
                    out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                    out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                    options(nostack, preserves_flags, readonly),
                );
            }
            other.run(ROWS.div_ceil(steps));
        }
        // SAFETY: as above; written are 32 rows of 128 bytes.
        unsafe {
            asm!(
                "tilestored [{sums} + {stride}], tmm0",
                "tilestored [{sums} + {stride} + 64], tmm1",
                "tilestored [{lower} + {stride}], tmm2",
                "tilestored [{lower} + {stride} + 64], tmm3",
                sums = in(reg) sums.as_mut_ptr(),
                lower = in(reg) sums.as_mut_ptr().add(TILE_ROWS * PANEL),
                stride = in(reg) 4 * PANEL,
                options(nostack, preserves_flags),
            );
        }
    }
}

impl Drop for Tiles {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: as in `new`. It spares the kernel saving the registers at every switch of threads.
        unsafe { asm!("tilerelease", options(nomem, nostack, preserves_flags)) }
    }
}
