import Foundation
import SupportPolicy

/// What people write, made fit to keep: NFC, no control characters, bounded, not empty where something must be said.
package enum Words {
    static let longestLine = 300

    /// A text of several lines.
    ///
    /// - Throws: `.invalid` when it is empty or too long.
    static func text(_ text: String, field: String) throws -> String {
        guard let text = try optional(text, field: field) else {
            throw DeskError.invalid(field, "Escriba un texto.", "Write a text.")
        }
        return text
    }

    /// What is said with an answer: nothing, where files say it.
    static func saying(_ text: String, with files: [StoredFile]) throws -> String? {
        files.isEmpty ? try Self.text(text, field: "text") : try optional(text, field: "text")
    }

    static func optional(_ text: String, field: String) throws -> String? {
        guard text.utf8.count <= Desk.largestText else {
            throw DeskError.tooLarge(Said(es: "El texto pasa de 1 MB: adjúntelo como archivo.", en: "The text is longer than 1 MB: attach it as a file."))
        }
        let clean = clean(text, keepingLines: true)
        return clean.isEmpty ? nil : clean
    }

    /// One line, such as a subject or a name.
    package static func line(_ text: String, field: String) throws -> String {
        let clean = clean(text, keepingLines: false)
        guard !clean.isEmpty else { throw DeskError.invalid(field, "Este dato hace falta.", "This field is required.") }
        guard clean.count <= longestLine else {
            throw DeskError.invalid(field, "Este dato pasa de \(longestLine) caracteres.", "This field is longer than \(longestLine) characters.")
        }
        return clean
    }

    static func clean(_ text: String, keepingLines: Bool) -> String {
        // Most texts are plain: nothing is normalised that need not be.
        if isPlain(text, keepingLines: keepingLines) {
            guard let first = text.first, let last = text.last, first.isWhitespace || last.isWhitespace else { return text }
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        let kept = lines.precomposedStringWithCanonicalMapping.unicodeScalars.map { scalar -> Unicode.Scalar in
            if scalar == "\n" { return keepingLines ? scalar : " " }
            if scalar == "\t" { return " " }
            return scalar
        }.filter { scalar in
            scalar == "\n" || !(scalar.properties.generalCategory == .control || Self.turnsDirection(scalar))
        }
        return String(String.UnicodeScalarView(kept)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Whether a text is made of nothing but letters and signs that NFC leaves alone, wherever they stand: those below U+0300,
    /// no control characters among them, and the dashes, quotation marks and dots of running text (U+2010 to U+2027).
    private static func isPlain(_ text: String, keepingLines: Bool) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x20..<0x7F, 0xA0..<0x300, 0x2010...0x2027: true
            case 0x0A: keepingLines
            default: false
            }
        }
    }

    /// Marks that make text read other than it is.
    private static func turnsDirection(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
