import BusinessTime
import SupportPolicy

/// What the desk itself has to say of something that it notes.
///
/// The entry tells which of these it is; what is in it of somebody's the entry keeps as texts with names, which the law may have erased.
/// The words are made when it is shown, so everybody reads it in his own language.
package enum Remark: String, Sendable {
    /// A loop was found: of an automatic answerer that does not say so, or of a message that repeats itself.
    case answerer, repeats
    /// A letter could not be sent: `to` whom, its `subject`, and the `problem` in the other side's words; without one nobody knows.
    case unsent

    /// By which an entry tells it.
    static let fact = "remark"

    /// - Parameter text: what the entry keeps by a name.
    /// - Returns: `nil` where that was erased.
    fileprivate func said(_ text: (String) -> String?) -> Said? {
        switch self {
        case .answerer: return Said(
            es: "Parece un contestador automático que no dice que lo es: es la tercera vez que contesta lo mismo, o que contesta en el acto. La mesa ya no le escribe por sí sola; lo que siga enviando se anota aquí.",
            en: "It seems to be an automatic answerer that does not say so: this is the third time that it says the same, or answers at once. The desk writes to it by itself no more; what else it sends is noted here.")
        case .repeats: return Said(
            es: "Este mismo mensaje llegó tres veces o más en un día. La mesa ya no lo acusa; mientras este ticket siga abierto, lo que se repita se anota aquí.",
            en: "This same message came three times or more within a day. The desk acknowledges it no more; as long as this ticket is open, what repeats itself is noted here.")
        case .unsent:
            guard let to = text("to"), let subject = text("subject") else { return nil }
            let why = text("problem").map { Said(es: $0, en: $0) } ?? Said(es: "nadie sabe si salió", en: "nobody knows whether it left")
            return Said(es: "No se pudo enviar «\(subject)» a \(to): \(why.es)", en: "“\(subject)” could not be sent to \(to): \(why.en)")
        }
    }
}

extension Entry {
    /// What the desk itself has to say of it; `nil`: nothing, or what it would say was erased.
    ///
    /// - Parameter text: what it keeps by a name.
    func remark(_ text: (String) -> String?) -> Said? {
        guard let remark = body.facts[Remark.fact].flatMap(Remark.init(rawValue:)) else { return nil }
        return remark.said(text)
    }
}

extension TimelineItem {
    /// What the desk itself has to say of it, above what was written; `nil`: nothing.
    package func remark(in language: Language) -> String? {
        guard let said = entry.remark({ name in texts.first { $0.label == name }?.text }) else { return nil }
        return said(in: language)
    }
}
