/// Text as the desk stores it: UTF-8, NFC, `\n`, no control characters, no more than a number of bytes.
enum CleanText {
    /// Text of several lines; tabs stay.
    static func body(_ text: String, limit: Int) -> (text: String, isCut: Bool) {
        var clean = String.UnicodeScalarView()
        var size = 0
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            if scalar == "\n", previous == "\r" { continue }
            let kept: Unicode.Scalar = scalar == "\r" ? "\n" : scalar
            guard kept == "\n" || kept == "\t" || !isControl(kept) else { continue }
            size += UTF8.width(kept)
            if size > limit { return (GMime.normalised(String(clean)), true) }
            clean.append(kept)
        }
        return (GMime.normalised(String(clean)), false)
    }

    /// Text of one line: a subject, a name. Line breaks become spaces; marks that reverse the reading order go,
    /// because they make `exe.pdf` out of `fdp.exe`.
    static func line(_ text: String, limit: Int = 1000) -> String {
        var clean = String.UnicodeScalarView()
        var size = 0
        for scalar in text.unicodeScalars {
            let isBreak = scalar == "\n" || scalar == "\t" || scalar == "\u{2028}" || scalar == "\u{2029}"
            if !isBreak, isControl(scalar) || isDirection(scalar) { continue }
            size += UTF8.width(scalar)
            if size > limit { break }
            clean.append(isBreak ? " " : scalar)
        }
        return GMime.normalised(String(clean)).trimmed
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFEFF
    }

    private static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}

extension StringProtocol {
    /// Without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
