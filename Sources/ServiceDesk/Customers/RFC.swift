import SupportPolicy

/// A Mexican tax number: 12 characters for a company, 13 for an individual.
///
/// The form is SAT's own; a wrong check digit is only suspicious, since some numbers in use carry one.
package struct RFC: Hashable, Sendable {
    /// Upper case, composed, without spaces and hyphens.
    package let text: String

    /// - Returns: `nil` when the form is wrong.
    package init?(_ raw: String) {
        let text = raw.precomposed.uppercased().filter { $0 != " " && $0 != "-" }
        let letters = Array(text.unicodeScalars)
        guard letters.count == 12 || letters.count == 13 else { return nil }
        let name = letters.count - 9
        guard letters[..<name].allSatisfy(Self.isNameLetter),
              letters[name..<(name + 6)].allSatisfy(Self.isDigit),
              letters[(name + 6)..<(name + 8)].allSatisfy({ Self.isDigit($0) || ("A"..."Z").contains($0) }),
              Self.isDigit(letters[name + 8]) || letters[name + 8] == "A"
        else { return nil }
        let month = Self.number(letters[(name + 2)..<(name + 4)]), day = Self.number(letters[(name + 4)..<(name + 6)])
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        self.text = text
    }

    /// For the general public or foreigners: many customers share it.
    package var isGeneric: Bool { text == "XAXX010101000" || text == "XEXX010101000" }

    /// Else a person's, whose name gives four letters instead of three.
    package var isOfCompany: Bool { text.unicodeScalars.count == 12 }

    /// Whether the last character is the one that SAT's published weights give.
    package var hasValidCheckDigit: Bool {
        let letters = Array(text.unicodeScalars)
        let padded = letters.count == 12 ? [" "] + letters : letters
        let sum = padded.dropLast().enumerated().reduce(0) { $0 + Self.value($1.element) * (13 - $1.offset) }
        let rest = sum % 11
        let digit = rest == 0 ? 0 : 11 - rest
        return letters.last == (digit == 10 ? "A" : Unicode.Scalar(UInt8(48 + digit)))
    }

    private static func isNameLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("A"..."Z").contains(scalar) || scalar == "&" || scalar == "Ñ"
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func number(_ digits: ArraySlice<Unicode.Scalar>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1.value) - 48 }
    }

    /// 0–9, A–N, &, O–Z, space, Ñ in this order.
    private static func value(_ scalar: Unicode.Scalar) -> Int {
        switch scalar {
        case "0"..."9": Int(scalar.value) - 48
        case "A"..."N": Int(scalar.value) - 65 + 10
        case "&": 24
        case "O"..."Z": Int(scalar.value) - 79 + 25
        case "Ñ": 38
        default: 37
        }
    }
}

extension String {
    /// Unicode NFC: an Ñ may come as two scalars, and would pass for a longer number.
    fileprivate var precomposed: String { Words.clean(self, keepingLines: false) }
}
