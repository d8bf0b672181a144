import CPangoCairo

/// A picture of a short code that people read and simple machines do not (FEL-20).
///
/// Pure: the same code and seed give the same picture. Who asks keeps the code on his side and compares;
/// for those who cannot see it there is `WordsQuestion`.
struct PictureCode: Sendable {
    /// What the picture says.
    let code: String
    /// Decides how letters lean and lines cross.
    let seed: UInt64

    static let width = 200, height = 70

    /// Letters and digits that nobody takes for one another: no O and 0, no I, 1 and L, no S and 5, no B and 8.
    static let alphabet = Array("ACDEFHJKMNPRTUVWXY34679")

    /// A new code of five characters.
    static func code(using generator: inout some RandomNumberGenerator) -> String {
        String((0..<5).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] })
    }

    /// Whether somebody typed this code; case and spaces do not matter.
    func matches(_ typed: String) -> Bool {
        typed.uppercased().filter { !$0.isWhitespace } == code
    }

    /// The picture as PNG, dark on white, 200 × 70; empty only when Cairo has no memory left.
    func png() -> [UInt8] {
        let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(Self.width), Int32(Self.height))
        defer { cairo_surface_destroy(surface) }
        let context = cairo_create(surface)
        defer { cairo_destroy(context) }
        var chance = Chance(state: seed)
        cairo_set_source_rgb(context, 1, 1, 1)
        cairo_paint(context)
        cairo_set_source_rgb(context, 0.16, 0.16, 0.2)
        drawLetters(on: context, &chance)
        drawLines(on: context, &chance)
        return Self.bytes(of: surface)
    }
}

extension PictureCode {
    /// Each letter leans, grows and sinks by chance; then the whole word is bent by a wave.
    private func drawLetters(on context: OpaquePointer?, _ chance: inout Chance) {
        cairo_select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD)
        let step = Double(Self.width - 30) / Double(max(code.count, 1))
        for (index, letter) in code.enumerated() {
            cairo_save(context)
            cairo_translate(context, 16 + step * Double(index) + chance.between(-2, 3), 50 + chance.between(-5, 5))
            cairo_rotate(context, chance.between(-0.32, 0.32))
            cairo_set_font_size(context, chance.between(34, 42))
            cairo_text_path(context, String(letter))
            cairo_restore(context)
        }
        bend(context, height: chance.between(2.5, 4.5), length: chance.between(55, 80), start: chance.between(0, 6))
        cairo_fill(context)
    }

    /// Moves every point of the path up or down along a sine, so that no letter keeps the outline of its font.
    private func bend(_ context: OpaquePointer?, height: Double, length: Double, start: Double) {
        guard let path = cairo_copy_path(context) else { return }
        defer { cairo_path_destroy(path) }
        var index = 0
        while index < Int(path.pointee.num_data), let data = path.pointee.data {
            let header = data[index].header
            for point in 1..<max(Int(header.length), 1) {
                let x = data[index + point].point.x
                data[index + point].point.y += height * Wave.sine((x / length) + start)
            }
            index += max(Int(header.length), 1)
        }
        cairo_new_path(context)
        cairo_append_path(context, path)
    }

    /// Thin curves through the word, as dark as the letters.
    private func drawLines(on context: OpaquePointer?, _ chance: inout Chance) {
        for _ in 0..<4 {
            cairo_set_line_width(context, chance.between(1, 2))
            cairo_move_to(context, 0, chance.between(8, 62))
            cairo_curve_to(
                context, 60, chance.between(0, 70), 140, chance.between(0, 70),
                Double(Self.width), chance.between(8, 62))
            cairo_stroke(context)
        }
    }

    private static func bytes(of surface: OpaquePointer?) -> [UInt8] {
        var bytes: [UInt8] = []
        withUnsafeMutablePointer(to: &bytes) { target in
            _ = cairo_surface_write_to_png_stream(surface, { target, data, length in
                guard let target, let data else { return CAIRO_STATUS_WRITE_ERROR }
                target.assumingMemoryBound(to: [UInt8].self).pointee
                    .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            }, target)
        }
        return bytes
    }
}

/// A small repeatable source of chance (SplitMix64); it draws, it guards no secret.
private struct Chance {
    var state: UInt64

    mutating func between(_ low: Double, _ high: Double) -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        return low + (high - low) * Double(mixed >> 11) / Double(1 << 53)
    }
}

/// A sine good enough to draw with, of a phase in turns.
private enum Wave {
    static func sine(_ turns: Double) -> Double {
        let turn = turns - turns.rounded(.down)
        let arc = turn < 0.5 ? 16 * turn * (0.5 - turn) : -16 * (turn - 0.5) * (1 - turn)
        return 0.225 * (arc * arc.magnitude - arc) + arc
    }
}
