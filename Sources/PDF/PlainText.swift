/// Text from anywhere, made fit to print: what it says stays, what would steer the printing goes.
enum PlainText {
    /// More characters than this of one text are not printed: that is thirty pages. A line break counts as half a line.
    static let longest = 100_000
    private static let breakCounts = 50

    /// A paragraph longer than this goes on in a new line: what setting one costs grows with the square of its length.
    private static let longestParagraph = 4_000

    /// Marks that stack on one letter; no language needs more.
    private static let mostMarks = 4

    /// Without control characters and marks that turn the reading order; line breaks stay, tabs become spaces.
    static func clean(_ text: String) -> String {
        if text.utf8.count <= longestParagraph, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A }) { return text }
        var clean = String.UnicodeScalarView()
        var count = 0, marks = 0, ofParagraph = 0
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            if scalar == "\n", previous == "\r" { continue }
            if scalar.properties.generalCategory == .nonspacingMark {
                marks += 1
                if marks > mostMarks { continue }
            } else {
                marks = 0
            }
            guard let printed = printed(scalar) else { continue }
            guard count < longest else {
                clean.append("…")
                break
            }
            let isDue = ofParagraph >= longestParagraph && (printed == " " || ofParagraph >= longestParagraph + 100)
            if isDue, printed != " " { clean.append("\n") }
            let isBreak = printed == "\n" || isDue
            clean.append(isDue && printed == " " ? "\n" : printed)
            count += isBreak ? breakCounts : 1
            ofParagraph = isBreak ? 0 : ofParagraph + 1
        }
        return String(clean)
    }

    private static func printed(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x0A: scalar
        case 0x0D, 0x85, 0x2028, 0x2029: "\n"
        case 0x09: " "
        case ..<0x20, 0x7F...0x9F: nil
        // Direction marks, overrides, embeddings and isolates; invisible tags; the byte order mark.
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xE0000...0xE007F: nil
        // Holes for objects, and what is no character.
        case 0xFFF9...0xFFFC, 0xFDD0...0xFDEF: nil
        default: scalar.value & 0xFFFE == 0xFFFE ? nil : scalar
        }
    }
}
