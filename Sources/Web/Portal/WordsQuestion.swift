import SupportPolicy

/// A question in words for whoever cannot see the picture: a small sum, asked and answered in either way,
/// "siete" or "7". It goes into the same field as the picture's code.
struct WordsQuestion: Sendable {
    private let first: Int
    private let second: Int

    /// The same seed asks the same question.
    init(seed: UInt64) {
        first = 2 + Int(seed % 8)
        second = 2 + Int((seed / 8) % 8)
    }

    /// "¿Cuánto es siete más cuatro?"
    func asked(in language: Language) -> String {
        switch language {
        case .es: "¿Cuánto es \(Self.spanish[first]) más \(Self.spanish[second])?"
        case .en: "How much is \(Self.english[first]) plus \(Self.english[second])?"
        }
    }

    /// Whether the answer is right, as digits or as a word of either language.
    func accepts(_ typed: String) -> Bool {
        let answer = typed.lowercased().filter { !$0.isWhitespace }
        let sum = first + second
        return answer == String(sum) || answer == Self.spanish[sum] || answer == Self.english[sum]
            || answer == Self.unaccented[sum]
    }

    private static let spanish = [
        "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce",
        "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho",
    ]
    private static let unaccented = [16: "dieciseis"]
    private static let english = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    ]
}
