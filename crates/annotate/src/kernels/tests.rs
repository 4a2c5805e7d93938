use proptest::prelude::*;

use super::attention::{logarithm_to_base_two, power_of_two};
use super::plain::gelu;
use super::portable::{Lanes, fused};
use super::vector::Vector;
use super::{Attention, HEAD_WIDTH, Kernels, Made, PANEL, QuantisedMatrix, QuantisedRows};

/// Numbers that look random, from a seed.
fn numbers(seed: u64, count: usize, spread: f32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 40) as f32 / (1 << 23) as f32 - 1.0) * spread
    };
    (0..count).map(|_| next()).collect()
}

fn matrix(seed: u64, inputs: usize, outputs: usize) -> (Vec<u8>, QuantisedMatrix) {
    let weight: Vec<u8> =
        numbers(seed, inputs * outputs, 128.9).iter().map(|&weight| (weight as i8).cast_unsigned()).collect();
    let scale = numbers(seed + 1, outputs, 0.01);
    let bias = numbers(seed + 2, outputs, 1.0);
    let matrix = QuantisedMatrix::pack(&weight, inputs, scale, bias);
    (weight, matrix)
}

/// Runs `run` on every instruction set that this processor has; the last is the portable one.
fn on_all<T: PartialEq + std::fmt::Debug>(run: impl Fn(Kernels) -> T) -> T {
    let results: Vec<(Kernels, T)> =
        Kernels::available().into_iter().map(|kernels| (kernels, run(kernels))).collect();
    for pair in results.windows(2) {
        assert!(pair[0].1 == pair[1].1, "{:?} and {:?} differ", pair[0].0, pair[1].0);
    }
    results.into_iter().next_back().expect("the portable path is always there").1
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn extreme_weights_and_values_do_not_saturate() {
    let inputs = 8;
    let weight = vec![(-128_i8).cast_unsigned(); inputs * PANEL];
    let matrix = QuantisedMatrix::pack(&weight, inputs, vec![1.0; PANEL], vec![0.0; PANEL]);
    let output = on_all(|kernels| {
        let (mut rows, mut output) = (QuantisedRows::default(), vec![0.0; PANEL]);
        rows.resize(1, 8);
        kernels.quantise(&[127.0; 8], 0..1, &mut rows);
        kernels.linear(&matrix, &rows, 0..1, &mut output);
        output
    });
    assert!(output.iter().all(|&value| value == -128.0 * 127.0 * 8.0));
}

#[test]
fn power_of_two_is_close() {
    for step in 0..=12_000 {
        let x = step as f32 * -0.01;
        let own = power_of_two(Lanes::splat(x)).0[0];
        assert!((f64::from(own) / f64::from(x).exp2() - 1.0).abs() < 1e-4, "{x}");
    }
    let least = power_of_two(Lanes::splat(f32::NEG_INFINITY)).0[0];
    assert!(least < 1e-35 && least.is_normal());
}

#[test]
fn logarithm_to_base_two_is_close() {
    for step in -2000..=2000 {
        let exact = f64::from(step) * 0.01;
        let own = logarithm_to_base_two(exact.exp2() as f32);
        assert!((f64::from(own) - exact).abs() < 2e-5, "{exact}: {own}");
    }
}

#[test]
fn gelu_is_close() {
    for step in -500..=500 {
        let x = step as f32 * 0.01;
        // The distribution function of the normal distribution, by its series.
        let (x, mut term, mut sum) = (f64::from(x), f64::from(x), f64::from(x));
        for power in 1..200 {
            term *= -x * x / 2.0 / f64::from(power);
            sum += term / f64::from(2 * power + 1);
        }
        let exact = x * (0.5 + sum / (2.0 * std::f64::consts::PI).sqrt());
        let own = gelu(Lanes::splat(x as f32)).0[0];
        assert!((f64::from(own) - exact).abs() < 1e-4, "{x}: {own} {exact}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn linear_layers_agree(seed: u32, rows in 1..80_usize, groups in 1..40_usize, panels in 1..4_usize) {
        let (inputs, outputs) = (4 * groups, PANEL * panels);
        let (weight, matrix) = matrix(seed.into(), inputs, outputs);
        let input = numbers(u64::from(seed) + 3, rows * inputs, 3.0);
        let run = |kernels: Kernels| {
            let (mut quantised, mut output) = (QuantisedRows::default(), vec![0.0; rows * outputs]);
            quantised.resize(rows, inputs);
            kernels.quantise(&input, 0..rows, &mut quantised);
            // In two blocks, the second of which need not begin where a tile does.
            let (first, second) = output.split_at_mut(rows / 2 * outputs);
            kernels.linear(&matrix, &quantised, 0..rows / 2, first);
            kernels.linear(&matrix, &quantised, rows / 2..rows, second);
            let mut wide = vec![0.0; rows * outputs];
            kernels.linear_gelu(&matrix, &quantised, 0..rows, &mut wide);
            let quantised: Vec<u8> = quantised.values[..rows * inputs].to_vec();
            (quantised, bits(&output), bits(&wide))
        };
        let (quantised, output, wide) = on_all(run);
        for row in 0..rows {
            let values = &input[row * inputs..][..inputs];
            let scale = values.iter().fold(0.0_f32, |maximum, value| maximum.max(value.abs())) / 127.0;
            for column in 0..outputs {
                let sum: i32 = (0..inputs).map(|index| {
                    let value = i32::from(quantised[row * inputs + index]) - 128;
                    value * i32::from(weight[column * inputs + index].cast_signed())
                }).sum();
                let exact = (sum as f32).mul_add(scale * matrix.scale[column], matrix.bias[column]);
                prop_assert_eq!(f32::from_bits(output[row * outputs + column]), exact);
                prop_assert_eq!(f32::from_bits(wide[row * outputs + column]), gelu(Lanes::splat(exact)).0[0]);
            }
            for (index, &value) in values.iter().enumerate() {
                let back = (f32::from(quantised[row * inputs + index]) - 128.0) * scale;
                prop_assert!((back - value).abs() <= scale * 0.501);
            }
        }
    }

    #[test]
    fn attention_agrees(seed: u32, rows in 1..140_usize, heads in 1..3_usize) {
        let hidden = heads * HEAD_WIDTH;
        let (_, matrix) = matrix(seed.into(), hidden, 3 * hidden);
        // Another text lies before this one, and the buffers are as a longer one left them.
        let (before, longer) = (rows % 7, rows + 50);
        let input = numbers(u64::from(seed) + 3, longer * hidden, 0.2);
        let run = |kernels: Kernels| {
            let (mut quantised, mut qkv) = (QuantisedRows::default(), vec![0.0; rows * 3 * hidden]);
            quantised.resize(longer, hidden);
            kernels.quantise(&input, 0..longer, &mut quantised);
            kernels.linear(&matrix, &quantised, before..before + rows, &mut qkv);
            let (mut attention, mut context) = (Attention::default(), vec![0.0; longer * hidden]);
            attention.resize(longer, heads);
            kernels.project(&matrix, &quantised, 0..longer, &mut attention);
            kernels.attend(&mut attention, 0..longer, &mut context);
            let all = before + rows;
            attention.resize(all, heads);
            kernels.project(&matrix, &quantised, 0..all / 2, &mut attention);
            kernels.project(&matrix, &quantised, all / 2..all, &mut attention);
            kernels.attend(&mut attention, before..all, &mut context);
            (bits(&qkv), bits(&context[..rows * hidden]))
        };
        let (qkv, context) = on_all(run);
        let qkv: Vec<f32> = qkv.into_iter().map(f32::from_bits).collect();
        for row in 0..rows {
            for head in 0..heads {
                let at = |row: usize, part: usize, index: usize| {
                    f64::from(qkv[row * 3 * hidden + part * hidden + head * HEAD_WIDTH + index])
                };
                let scores: Vec<f64> = (0..rows).map(|key| {
                    let product: f64 = (0..HEAD_WIDTH).map(|index| at(row, 0, index) * at(key, 1, index)).sum();
                    (product / (HEAD_WIDTH as f64).sqrt()).exp()
                }).collect();
                let total: f64 = scores.iter().sum();
                for index in 0..HEAD_WIDTH {
                    let exact: f64 =
                        (0..rows).map(|key| scores[key] / total * at(key, 2, index)).sum();
                    let own = f32::from_bits(context[row * hidden + head * HEAD_WIDTH + index]);
                    prop_assert!((f64::from(own) - exact).abs() < 0.03, "{own} {exact}");
                }
            }
        }
    }

    #[test]
    fn three_rows_are_quantised_as_one(seed: u32, rows in 1..9_usize, distance in 1..4_usize, chunks in 1..4_usize) {
        let width = 16 * chunks;
        let states = numbers(seed.into(), (rows + 2 * distance) * width, 3.0);
        let three: Vec<f32> = (distance..distance + rows)
            .flat_map(|row| [row - distance, row, row + distance])
            .flat_map(|row| states[row * width..][..width].to_vec())
            .collect();
        let bytes: Vec<u8> = numbers(u64::from(seed) + 1, width, 127.9)
            .iter()
            .map(|&byte| (byte as i8).cast_unsigned())
            .collect();
        let sums = on_all(|kernels| {
            let (mut quantised, mut copied) = (QuantisedRows::default(), QuantisedRows::default());
            for rows_of_three in [&mut quantised, &mut copied] {
                rows_of_three.resize(rows, 3 * width);
            }
            let greatest: Vec<f32> = states
                .chunks_exact(width)
                .map(|row| row.iter().fold(0.0, |greatest: f32, number| greatest.max(number.abs())))
                .collect();
            kernels.quantise_three(&states, &greatest, distance..distance + rows, distance, &mut quantised);
            kernels.quantise(&three, 0..rows, &mut copied);
            assert_eq!(quantised.scale, copied.scale);
            assert_eq!(quantised.values[..3 * rows * width], copied.values[..3 * rows * width]);
            let mut sums = states[..width].to_vec();
            kernels.add_bytes(&bytes, 0.037, &mut sums);
            bits(&sums)
        });
        for (sum, (state, byte)) in sums.into_iter().zip(states.iter().zip(bytes)) {
            prop_assert_eq!(f32::from_bits(sum), state + f32::from(byte.cast_signed()) * 0.037);
        }
    }

    #[test]
    fn normalisation_and_classifiers_agree(seed: u32, rows in 1..20_usize, chunks in 1..5_usize) {
        let width = 16 * chunks;
        let input = numbers(seed.into(), rows * width, 3.0);
        let residual = numbers(u64::from(seed) + 1, rows * width, 3.0);
        let weight = numbers(u64::from(seed) + 2, 7 * width, 1.0);
        let bias = numbers(u64::from(seed) + 3, width, 1.0);
        let (normalised, logits) = on_all(|kernels| {
            let mut values = input.clone();
            let mut quantised = QuantisedRows::default();
            quantised.resize(rows, width);
            let norm = [&weight[..width], &bias];
            kernels.add_and_normalise(&mut values, &residual, norm, 0..rows, Made::Quantised(&mut quantised));
            let (mut measured, mut greatest) = (input.clone(), vec![0.0; rows]);
            kernels.add_and_normalise(&mut measured, &residual, norm, 0..rows, Made::Greatest(&mut greatest));
            assert_eq!(bits(&measured), bits(&values));
            let places: Vec<usize> = (0..rows).rev().collect();
            let (mut apart, mut of_apart) = (input.clone(), QuantisedRows::default());
            of_apart.resize(rows, width);
            let turned: Vec<f32> =
                places.iter().flat_map(|&row| &residual[row * width..][..width]).copied().collect();
            for (places, residual) in places.chunks(3).zip(turned.chunks(3 * width)) {
                kernels.add_and_normalise_at(&mut apart, places, residual, norm, &mut of_apart);
            }
            assert_eq!(bits(&apart), bits(&values));
            assert_eq!(of_apart.values[..rows * width], quantised.values[..rows * width]);
            assert_eq!(of_apart.scale, quantised.scale);
            for (row, greatest) in values.chunks_exact(width).zip(greatest) {
                assert!(row.iter().all(|number| number.abs() <= greatest));
                assert!(row.iter().any(|number| number.abs() == greatest));
            }
            let mut again = QuantisedRows::default();
            again.resize(rows, width);
            kernels.quantise(&values, 0..rows, &mut again);
            assert_eq!(quantised.values[..rows * width], again.values[..rows * width]);
            assert_eq!(quantised.scale, again.scale);
            kernels.quantise_at(&values, &places, &mut again);
            let mut copied = QuantisedRows::default();
            copied.copy_from(&quantised, &places);
            assert_eq!(copied.values[..rows * width], again.values[..rows * width]);
            assert_eq!(copied.scale, again.scale);
            let mut logits = vec![0.0; rows * 7];
            kernels.classify(&values, &weight, &bias[..7], &mut logits);
            (bits(&values), bits(&logits))
        });
        let normalised: Vec<f32> = normalised.into_iter().map(f32::from_bits).collect();
        for row in 0..rows {
            let sums: Vec<f64> =
                (row * width..(row + 1) * width).map(|at| f64::from(input[at]) + f64::from(residual[at])).collect();
            let mean = sums.iter().sum::<f64>() / width as f64;
            let variance = sums.iter().map(|sum| (sum - mean).powi(2)).sum::<f64>() / width as f64;
            for column in 0..width {
                let exact = (sums[column] - mean) / (variance + 1e-12).sqrt() * f64::from(weight[column])
                    + f64::from(bias[column]);
                prop_assert!((f64::from(normalised[row * width + column]) - exact).abs() < 1e-4);
            }
        }
        for (place, logit) in logits.into_iter().enumerate() {
            let (row, tag) = (place / 7, place % 7);
            let exact: f64 = (0..width)
                .map(|at| f64::from(normalised[row * width + at]) * f64::from(weight[tag * width + at]))
                .sum::<f64>() + f64::from(bias[tag]);
            prop_assert!((f64::from(f32::from_bits(logit)) - exact).abs() < 1e-4);
        }
    }

    #[test]
    fn fused_operations_round_once(left: u32, right: u32, addend: u32, near: bool) {
        let [left, right] = [left, right].map(|bits| f32::from_bits(bits % 0x6000_0000));
        // Where the product and the addend almost cancel, or differ by so much that only the rounding shows it.
        let addend = if near { -(left * right) } else { f32::from_bits(addend) };
        prop_assume!(addend.is_finite());
        prop_assert_eq!(fused(left, right, addend).to_bits(), left.mul_add(right, addend).to_bits());
    }
}
