import BusinessTime

/// What is said in any company.
enum SampleWords {
    static let firstAnswers = [
        "Buen día. Ya tengo su solicitud y la estoy revisando; le escribo en cuanto tenga el diagnóstico.",
        "Gracias por escribirnos. Estoy reproduciendo el caso con los datos que nos dio.",
        "Recibimos su reporte. Revisé la bitácora y ya tengo una pista; le confirmo en un momento.",
        "Hola. Me hago cargo de su solicitud. Por favor no cierre la sesión mientras lo reviso.",
        "Buen día. Consulté con el equipo y en breve le propongo la solución.",
    ]
    static let thanks = [
        "Muchas gracias, quedo al pendiente.",
        "Gracias. Por si sirve: hoy volvió a pasar a las 9:20.",
        "De acuerdo, espero su respuesta. Nos urge para el cierre de hoy.",
        "Perfecto. Probé lo que me dijo y avanzó, pero todavía no termina.",
    ]
    static let notes = [
        "Reproducido en el equipo de pruebas; parece configuración y no una falla.",
        "El cliente llamó otra vez. Está tranquilo, pero lo necesita antes del viernes.",
        "Ya lo vimos el mes pasado con otro cliente; revisar aquel caso antes de contestar.",
        "Falta que el área de sistemas confirme la ventana para reiniciar.",
    ]
    static let escalations = [
        "Se agotó lo que podemos hacer en este nivel: hace falta revisar el módulo a fondo.",
        "El cliente pide que lo vea alguien con más experiencia; el plazo está cerca.",
        "El análisis señala un cambio en el código.",
    ]
    static let comebacks = [
        "Volvió a pasar esta mañana, igual que antes. ¿Lo pueden revisar de nuevo?",
        "Funcionó dos días y otra vez aparece el mismo mensaje.",
        "Quedó bien en un equipo, pero en el otro sigue igual.",
    ]
    static let ownClosings = [
        "Ya quedó, era la conexión de la oficina. Gracias.",
        "Lo resolvimos con su indicación. Pueden cerrarlo.",
        "Ya no lo necesitamos, gracias por la atención.",
    ]

    private static let months = [
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ]

    /// The month so many before that of a date.
    static func month(before date: CalendarDate, by count: Int) -> String {
        months[(date.month - 1 - count + 12) % 12]
    }

    /// Three attempts to reach a client who does not answer.
    static func contact(_ number: Int) -> String {
        switch number {
        case 1: "Le recordamos que esperamos los datos que le pedimos para continuar con su solicitud."
        case 2: "Se llamó al número registrado; contestó el buzón y se dejó recado."
        default: "Último intento de contacto: sin sus datos no podemos continuar."
        }
    }
}
