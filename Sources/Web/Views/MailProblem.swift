import Mail
import SupportPolicy

/// What could not be read of a mail, in words for whoever reads it: nobody shall take a part for the whole.
extension Mail.Problem {
    /// A few words for a line of a record; `nil` where nothing is missing.
    var label: Said? {
        switch self {
        case .tooDeep, .tooManyParts, .tooComplex: Said(es: "demasiado complejo: no se leyó todo", en: "too complex: not all was read")
        case .tooLarge: Said(es: "demasiado grande: no se leyó todo", en: "too large: not all was read")
        case .missingBoundary, .malformed: Said(es: "mal formado: quizá falta algo", en: "malformed: something may be missing")
        case .brokenEncoding: Said(es: "llegó dañado", en: "it came damaged")
        case .unknownCharset, .wrongCharset: Said(es: "alfabeto dudoso", en: "its letters are a guess")
        case .unreadable: Said(es: "ilegible", en: "unreadable")
        case .brokenHeader: nil
        }
    }

    /// A sentence for its own page.
    var remark: Said {
        switch self {
        case .tooDeep: Said(es: "Trae partes dentro de partes, más de las que se leen: lo de más adentro sólo está en el original.", en: "It has parts inside parts, more than are read: the innermost stand in the original only.")
        case .tooManyParts: Said(es: "Trae más partes de las que se leen: las demás sólo están en el original.", en: "It has more parts than are read: the others stand in the original only.")
        case .tooComplex: Said(es: "Su HTML es demasiado complejo: se muestra sólo el texto que se pudo sacar.", en: "Its HTML is too complex: only the text that could be taken from it is shown.")
        case .tooLarge("message"): Said(es: "Es demasiado grande: lo que falta sólo está en el original.", en: "It is too large: what is missing stands in the original only.")
        case .tooLarge("headers"): Said(es: "Su encabezado es demasiado grande: se leyó lo principal.", en: "Its header is too large: the main part of it was read.")
        case .tooLarge("text"), .tooLarge("text/plain"), .tooLarge("text/html"):
            Said(es: "Su texto es demasiado largo: se muestra el principio.", en: "Its text is too long: the beginning is shown.")
        case .tooLarge(let name): Said(es: "Es demasiado grande y no se adjuntó: \(name).", en: "Too large, and not attached: \(name).")
        case .missingBoundary: Said(es: "No dice bien dónde termina cada una de sus partes: se leyó lo que se pudo.", en: "It does not say well where its parts end: what could be read was read.")
        case .malformed: Said(es: "Llegó mal formado o cortado: quizá falta algo.", en: "It came malformed or cut short: something may be missing.")
        case .brokenEncoding(let name): Said(es: "Llegó dañado: \(name).", en: "It came damaged: \(name).")
        case .unknownCharset(let name), .wrongCharset(let name):
            Said(es: "Su texto no está en el juego de caracteres que dice (\(name)): algunas letras son una suposición.", en: "Its text is not in the charset that it claims (\(name)): some letters are a guess.")
        case .brokenHeader: Said(es: "Su encabezado no cumple las reglas del correo.", en: "Its header breaks the rules of mail.")
        case .unreadable: Said(es: "No se pudo leer nada de él.", en: "Nothing of it could be read.")
        }
    }
}

extension Set<Mail.Problem> {
    /// Each label once.
    func labels(in language: Language) -> [String] { Set<String>(compactMap { $0.label?(in: language) }).sorted() }

    /// In an order that is always the same.
    func remarks(in language: Language) -> [String] { sorted { $0.code < $1.code }.prefix(20).map { $0.remark(in: language) } }
}
