import ServiceDesk
import SupportPolicy

/// What is asked before a visit: who receives, and each point of the checklist with what there is to say of it.
struct VisitFields {
    let visit: Visit
    let words: WorkWords
    let policy: Policy
    let language: Language
    /// How its fields end: a page may ask the same of several visits.
    let ending: String

    /// How the fields of a work end.
    static func ending(of work: Int) -> String { "-\(work)" }

    init(_ visit: Visit, _ words: WorkWords, _ policy: Policy, _ language: Language, ending: String) {
        (self.visit, self.words, self.policy, self.language, self.ending) = (visit, words, policy, language, ending)
    }

    private func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: language) }

    /// - Parameter given: what was typed already, by the fields' names.
    func asked(given: [String: String]? = nil) -> [FormField] {
        func value(_ name: String, _ known: String) -> String { given.map { $0[name] ?? "" } ?? known }
        let who = "representative" + ending
        let points = policy.visitPoints.enumerated().flatMap { index, point -> [FormField] in
            let (ready, text) = ("ready\(index + 1)" + ending, "point\(index + 1)" + ending)
            return [
                FormField(name: ready, label: point.label.capitalizedFirst, kind: .checkbox, value: value(ready, visit.ready?.contains(point.id) == true ? "yes" : "")),
                FormField(
                    name: text, label: say("Qué hay que saber: \(point.label)", "What is to be known: \(point.label)"), kind: .text, value: value(text, words.points[point.id] ?? ""),
                    hint: say("Si no hace falta nada, márquelo y deje esto vacío.", "If it takes nothing, tick it and leave this empty."), autocomplete: "off"),
            ]
        }
        return [FormField(
            name: who, label: say("Quién recibe y conoce la solicitud", "Who receives, and knows the request"), kind: .text, value: value(who, words[.representative]), autocomplete: "off")] + points
    }

    /// What a form says of it.
    static func read(_ form: FormBody, ending: String, under policy: Policy) -> VisitPreparation {
        VisitPreparation(representative: form.value("representative" + ending), points: policy.visitPoints.enumerated().map { index, point in
            VisitPreparation.Point(point.id, isReady: form["ready\(index + 1)" + ending] == "yes", saying: form.value("point\(index + 1)" + ending))
        })
    }

    /// The field of its form that a verb's field stands in.
    static func name(of field: String, under policy: Policy) -> String {
        policy.visitPoints.firstIndex { $0.id == field }.map { "point\($0 + 1)" } ?? field
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
