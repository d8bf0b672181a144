import BusinessTime

/// One line of a reckoning, ready to be shown.
public struct ReckoningLine: Sendable, Hashable {
    public let from, to: Instant
    /// "vie 13 mar, 09:00 – 14:00"
    public let when: String
    /// "5 h", or empty where nothing counted.
    public let counted: String
    public let seconds: Int64
    /// "abierto", "día de descanso: Natalicio de Benito Juárez".
    public let note: String
}

extension Wording {
    public func lines(_ reckoning: Reckoning) -> [ReckoningLine] {
        reckoning.lines.map { line in
            ReckoningLine(
                from: line.from, to: line.to, when: stretch(line.from, line.to),
                counted: line.seconds == 0 ? "" : duration(exactly: line.seconds), seconds: line.seconds, note: said(line.note))
        }
    }

    /// A stretch: its day once, where it lies in one day.
    private func stretch(_ from: Instant, _ to: Instant) -> String {
        let start = zone.local(from), end = zone.local(to)
        let isWhole = start.secondOfDay == 0 && end.secondOfDay == 0
        let last = isWhole ? end.date.adding(days: -1) : end.date
        if isWhole { return start.date == last ? day(start.date) : "\(day(start.date)) – \(day(last))" }
        if start.date == end.date { return "\(day(start.date)), \(clock(from)) – \(clock(to))" }
        if end.secondOfDay == 0, last == start.date { return "\(day(start.date)), \(clock(from)) – 24:00" }
        return to >= .never ? "\(short(from)) – " : "\(short(from)) – \(short(to))"
    }

    /// Why a stretch counts or does not.
    public func said(_ note: Reckoning.Note) -> String {
        let said: Said = switch note {
        case .open: Said(es: "abierto", en: "open")
        case .openDays(let days): Said(es: "abierto, \(days) días", en: "open, \(days) days")
        case .closed: Said(es: "cerrado", en: "closed")
        case .closedDay(let name): Self.closedDay(name)
        case .breakTime: Said(es: "pausa del horario", en: "break in the hours")
        case .pause: Said(es: "en espera del cliente: el reloj se detiene", en: "waiting for the client: the clock stands")
        case .businessDay(let number): Said(es: "día hábil \(number)", en: "business day \(number)")
        case .businessDays(let range): Said(
            es: "días hábiles \(range.lowerBound) a \(range.upperBound)", en: "business days \(range.lowerBound) to \(range.upperBound)")
        case .elapsed: Said(es: "tiempo corrido", en: "elapsed time")
        case .rolled: Said(es: "cerrado: pasa a la siguiente apertura", en: "closed: moves to the next opening")
        }
        return said(in: language)
    }

    /// What a closed day is called: "Año Nuevo"; one that has no name is just closed.
    public func closedDay(_ name: String) -> String {
        (Self.restDays[name] ?? Said(es: "cerrado", en: "closed"))(in: language)
    }

    /// The name in a reckoning of a day that was closed although the hours say otherwise.
    public static let unforeseenDay = "unforeseen"

    private static func closedDay(_ name: String) -> Said {
        if name == unforeseenDay { return Said(es: "cerrado ese día, aunque el horario diga lo contrario", en: "closed that day, although the hours say otherwise") }
        guard let day = restDays[name] else { return Said(es: "día cerrado", en: "closed day") }
        return Said(es: "día de descanso: \(day.es)", en: "rest day: \(day.en)")
    }

    private static let restDays: [String: Said] = [
        "new_year": Said(es: "Año Nuevo", en: "New Year"),
        "constitution_day": Said(es: "Día de la Constitución", en: "Constitution Day"),
        "benito_juarez": Said(es: "Natalicio de Benito Juárez", en: "Benito Juárez's birthday"),
        "labour_day": Said(es: "Día del Trabajo", en: "Labour Day"),
        "independence_day": Said(es: "Día de la Independencia", en: "Independence Day"),
        "revolution_day": Said(es: "Día de la Revolución", en: "Revolution Day"),
        "christmas": Said(es: "Navidad", en: "Christmas"),
        "federal_handover": Said(es: "Transmisión del Poder Ejecutivo Federal", en: "Federal handover"),
        "holy_thursday": Said(es: "Jueves Santo", en: "Maundy Thursday"),
        "good_friday": Said(es: "Viernes Santo", en: "Good Friday"),
        "all_souls": Said(es: "Día de Muertos", en: "Day of the Dead"),
        "guadalupe": Said(es: "Virgen de Guadalupe", en: "Our Lady of Guadalupe"),
    ]
}
