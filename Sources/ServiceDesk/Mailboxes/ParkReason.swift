import Storage
import SupportPolicy

/// Why a message was set aside.
package struct ParkReason: Sendable, Hashable {
    package enum Kind: String, Sendable, SQLCodable {
        /// What looks into it ended the process, again and again.
        case brokeOften = "broke_often"
        /// Whatever reads it did not come to an end.
        case endless
        /// Its bytes are no longer here.
        case originalGone = "original_gone"
        /// The mail server does not give it.
        case notGiven = "not_given"
        /// The policy's fields do not take what it says.
        case invalid
        case failed
    }

    package let kind: Kind
    /// What is known besides, of no language: the error, the message's place.
    let words: String

    init(_ kind: Kind, _ words: String = "") {
        (self.kind, self.words) = (kind, words)
    }

    package var said: Said {
        let said: Said = switch kind {
        case .brokeOften: Said(
            es: "El programa se interrumpió \(Desk.mostAttempts) veces al leerlo.", en: "The program broke \(Desk.mostAttempts) times while reading it.")
        case .endless: Said(es: "Leerlo no terminó nunca.", en: "Reading it never came to an end.")
        case .originalGone: Said(es: "El original ya no está.", en: "The original is no longer here.")
        case .notGiven: Said(es: "El servidor de correo no lo entrega.", en: "The mail server does not give it.")
        case .invalid: Said(es: "La política no admite lo que trae.", en: "The policy does not take what it brings.")
        case .failed: Said(es: "Algo falló al leerlo.", en: "Something failed while it was read.")
        }
        return words.isEmpty ? said : Said(es: "\(said.es) (\(words))", en: "\(said.en) (\(words))")
    }
}
