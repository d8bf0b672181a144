import BusinessTime

/// What a person has said so far; `nil` under a question that is left open.
public typealias DraftAnswers = [DraftQuestion.ID: String?]

/// One question to whoever begins a policy. Enter takes the suggestion, `?` leaves it open, `-` says that there is none.
public struct DraftQuestion: Sendable {
    public enum ID: String, Sendable, CaseIterable {
        case name, legalName, slug, prefix, website, email, zone, days, hours, saturday, closed, ways, phone
        case response, count, closing, silence, silenceCount, reopening
    }

    public let id: ID
    public let asks: String
    /// What stands for no answer.
    public let suggestion: @Sendable (DraftAnswers) -> String
    /// Whether the answers before it leave it anything to ask.
    public let applies: @Sendable (DraftAnswers) -> Bool
    /// Whether the company may decide later.
    public let mayStayOpen: Bool
    private let mayBeNone: Bool
    private let check: @Sendable (String, DraftAnswers) -> String?

    /// Why an answer cannot be taken, as a sentence; `nil` when it can.
    public func problem(_ answer: String, after answers: DraftAnswers) -> String? {
        if mayBeNone, answer == DraftQuestion.none { return nil }
        guard !answer.isEmpty, !answer.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            return "Hace falta una respuesta."
        }
        return check(answer, answers)
    }

    static let none = "-"

    init(
        _ id: ID, _ asks: String, suggests: @escaping @Sendable (DraftAnswers) -> String, open mayStayOpen: Bool = true, none mayBeNone: Bool = false,
        if applies: @escaping @Sendable (DraftAnswers) -> Bool = { _ in true }, check: @escaping @Sendable (String, DraftAnswers) -> String? = { _, _ in nil }
    ) {
        self.id = id
        self.asks = asks
        suggestion = suggests
        self.applies = applies
        self.mayStayOpen = mayStayOpen
        self.mayBeNone = mayBeNone
        self.check = check
    }
}

extension DraftQuestion {
    /// All questions in their order.
    ///
    /// - Parameter isZone: whether there is a time zone of that name.
    public static func all(isZone: @escaping @Sendable (String) -> Bool) -> [DraftQuestion] {
        [
            DraftQuestion(.name, "¿Cómo se llama la empresa?", suggests: { _ in "Mi Empresa" }, open: false),
            DraftQuestion(.legalName, "¿Cuál es su razón social?", suggests: { $0.text(.name) }),
            DraftQuestion(.slug, "¿Con qué nombre va en las direcciones (minúsculas, números y guiones)?", suggests: { slug($0.text(.name)) },
                          open: false, check: spelled(.slug)),
            DraftQuestion(.prefix, "¿Con qué letras empieza un folio?", suggests: { prefix($0.text(.slug)) }, open: false, check: spelled(.folioPrefix)),
            DraftQuestion(.website, "¿Cuál es su sitio (- si no hay)?", suggests: { _ in none }, none: true),
            DraftQuestion(.email, "¿A qué correo se pide soporte?", suggests: { "soporte@\($0.text(.slug)).example" }, check: { answer, _ in
                answer.split(separator: "@", omittingEmptySubsequences: false).count { !$0.isEmpty && !$0.contains(" ") } == 2
                    ? nil : "Un correo se escribe como soporte@empresa.mx."
            }),
            DraftQuestion(.zone, "¿En qué zona horaria?", suggests: { _ in "America/Mexico_City" }, check: { answer, _ in
                isZone(answer) ? nil : "No existe esa zona horaria; se escribe como America/Mexico_City o America/Tijuana."
            }),
            DraftQuestion(.days, "¿Qué días se atiende (mon-fri es de lunes a viernes)?", suggests: { _ in "mon-fri" }, check: spelled(.weekdays)),
            DraftQuestion(.hours, "¿De qué hora a qué hora (varias, con coma: 09:00-14:00, 16:00-19:00)?", suggests: { _ in "09:00-18:00" }, check: list(of: openHours)),
            DraftQuestion(.saturday, "¿Y el sábado (- si no se atiende)?", suggests: { _ in none }, none: true,
                          if: { Weekday.days($0.text(.days))?.contains(.saturday) == false }, check: list(of: openHours)),
            DraftQuestion(.closed, "¿Qué días se cierra: mx_lft (descansos de ley), mx_bank (bancos), fechas, o -?", suggests: { _ in "mx_lft" }, none: true,
                          check: list(of: { answer, _ in
                NamedDays(rawValue: answer) != nil || CalendarDate(iso: answer) != nil ? nil : "'\(answer)' no es mx_lft, mx_bank, mx_holy_week ni una fecha como 2026-12-12."
            })),
            DraftQuestion(.ways, "¿Por qué medios se pide soporte: \(ChannelKind.allCases.map(\.rawValue).joined(separator: ", "))?", suggests: { _ in "portal, email" },
                          open: false, check: list(of: { answer, _ in ChannelKind(rawValue: answer) == nil ? "\(Cursor.notAllowed(answer, ChannelKind.allCases.map(\.rawValue)).es)." : nil })),
            DraftQuestion(.phone, "¿A qué teléfono?", suggests: { _ in "55 0000 0000" }, if: { $0.list(.ways).contains(ChannelKind.phone.rawValue) }),
            DraftQuestion(.response, "¿En cuánto tiempo se da la primera respuesta (20 min, 8 h, 2 d)?", suggests: { _ in "8 h" }, check: spelled(.duration)),
            DraftQuestion(.count, "¿Cómo se cuenta: working_time (sólo horas del horario), business_days (24 h son un día hábil), calendar_days o elapsed?",
                          suggests: { $0.text(.response).hasSuffix("d") ? Count.businessDays.rawValue : Count.workingTime.rawValue }, check: counts(.response)),
            DraftQuestion(.closing, "Cuando el personal da por resuelto: ¿close (cierra) u offer (espera a que el cliente confirme)?", suggests: { _ in "offer" }, check: { answer, _ in
                Lifecycle.AgentClosing.Effect(rawValue: answer) == nil ? "Es close u offer." : nil
            }),
            DraftQuestion(.silence, "¿Después de cuánto silencio del cliente se cierra solo (3 d; - si nunca)?", suggests: { _ in "3 d" }, none: true, check: spelled(.duration)),
            DraftQuestion(.silenceCount, "¿Cómo se cuenta ese silencio: business_days, calendar_days, working_time o elapsed?",
                          suggests: { $0.text(.silence).hasSuffix("d") ? Count.calendarDays.rawValue : Count.elapsed.rawValue },
                          if: { $0.text(.silence) != none }, check: counts(.silence)),
            DraftQuestion(.reopening, "¿Hasta cuándo puede reabrirse (días naturales: 15 d), o never?", suggests: { _ in "15 d" }, check: { answer, _ in
                answer == "never" || Amount(answer)?.allowance(.calendarDays) != nil ? nil : "Se escribe como 15 d, o never."
            }),
        ]
    }

    private typealias Check = @Sendable (String, DraftAnswers) -> String?

    private static func spelled(_ spelling: Spelling) -> Check {
        { answer, _ in spelling.takes(answer) ? nil : "\(spelling.problem(answer).es)." }
    }

    private static let openHours: Check = { answer, answers in
        DayHours(answer)?.isEmpty == true ? "'\(answer)' no abre nunca." : spelled(.hours)(answer, answers)
    }

    private static func list(of check: @escaping Check) -> Check {
        { answer, answers in
            let parts = DraftAnswers.parts(answer)
            guard Set(parts).count == parts.count else { return "Algo se repite." }
            return parts.isEmpty ? "Hace falta al menos uno." : parts.lazy.compactMap { check($0, answers) }.first
        }
    }

    /// A way of counting that fits the amount.
    private static func counts(_ amount: ID) -> Check {
        { answer, answers in
            guard let count = Count(rawValue: answer) else { return "\(Cursor.notAllowed(answer, Count.allCases.map(\.rawValue)).es)." }
            guard let given = Amount(answers.text(amount)), given.allowance(count) == nil else { return nil }
            return "'\(given.text)' no se puede contar como \(answer): \(count == .workingTime ? "el tiempo hábil se escribe en min o h" : "los días son múltiplos de 24 h")."
        }
    }

    private static func slug(_ name: String) -> String {
        let plain: [Character: Character] = ["á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "ü": "u", "ñ": "n"]
        let words = name.lowercased().map { plain[$0] ?? $0 }.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map { String($0) }
        let slug = words.joined(separator: "-").prefix(64)
        return slug.isEmpty ? "mi-empresa" : String(slug)
    }

    private static func prefix(_ slug: String) -> String {
        let letters = slug.filter { $0.isLetter && $0.isASCII }.uppercased().prefix(3)
        return letters.isEmpty ? "MI" : String(letters)
    }
}

extension DraftAnswers {
    /// The answer to a question; empty where it is open or was not asked.
    func text(_ id: DraftQuestion.ID) -> String { self[id].flatMap { $0 } ?? "" }

    func list(_ id: DraftQuestion.ID) -> [String] { Self.parts(text(id)) }

    static func parts(_ answer: String) -> [String] {
        answer.split(separator: ",").map { part in String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()) }.filter { !$0.isEmpty }
    }
}
